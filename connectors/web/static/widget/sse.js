// Server-sent events read from a fetch: EventSource cannot carry an Authorization header.
async function* readEvents(body, heard) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    heard();
    buffer += value;
    let end;
    while ((end = buffer.indexOf("\n\n")) >= 0) {
      const event = parseEvent(buffer.slice(0, end));
      buffer = buffer.slice(end + 2);
      if (event) yield event;
    }
  }
}

function parseEvent(block) {
  const event = { name: "message", data: "" };
  for (const line of block.split("\n")) {
    const [, field, value] = /^([^:]*):? ?(.*)$/u.exec(line);
    if (field === "event") event.name = value;
    else if (field === "data") event.data += value;
  }
  if (!event.data) return null;
  try {
    return { name: event.name, data: JSON.parse(event.data) };
  } catch {
    return null;
  }
}
