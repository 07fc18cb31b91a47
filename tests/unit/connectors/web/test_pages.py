"""The script and the demonstration page."""

from __future__ import annotations

import re

import httpx
import pytest
from fastapi import FastAPI

from connectors.web.pages import make_router


def client(*, demo_page: bool = True) -> httpx.AsyncClient:
    app = FastAPI()
    app.include_router(make_router(demo_page=demo_page))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


@pytest.mark.parametrize(
    ("path", "media_type"), [("/", "text/html"), ("/widget.js", "text/javascript"), ("/demo.css", "text/css")]
)
async def test_a_file_is_served_and_not_sent_again_unchanged(path: str, media_type: str) -> None:
    async with client() as http:
        first = await http.get(path)
        again = await http.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert first.status_code == 200
    assert first.headers["content-type"].startswith(media_type)
    assert (again.status_code, again.content) == (304, b"")


async def test_without_the_demonstration_only_the_script_is_served() -> None:
    async with client(demo_page=False) as http:
        assert (await http.get("/widget.js")).status_code == 200
        assert (await http.get("/")).status_code == 404


async def test_other_sites_may_embed_the_script() -> None:
    async with client() as http:
        answer = await http.get("/widget.js")
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


async def test_the_page_needs_nothing_inline_and_one_script_tag() -> None:
    async with client() as http:
        page = (await http.get("/")).text
    assert len(re.findall("<script", page)) == 1
    assert not re.search(r"<style|\sstyle=|\son\w+=", page)
