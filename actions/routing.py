"""Which action answers which intent when a form has been left: the same as in dialogues/rules."""

from __future__ import annotations

ROUTES = {
    "question": "action_answer_question",
    "answer": "action_answer_question",
    "nothing_fits": "action_nothing_fits",
    "application_status": "action_application_status",
    "person": "action_hand_over",
    "danger": "utter_danger",
    "not_mine": "utter_not_mine",
    "abuse": "utter_abuse",
    "greet": "action_greet",
    "thanks": "action_thanks",
    "goodbye": "action_goodbye",
    "help": "action_help",
    "affirm": "action_affirm",
    "deny": "action_deny",
    "appointment": "action_appointment",
    "complaint": "action_complaint",
    "report_error": "action_report_error",
    "small_talk": "utter_small_talk",
    "out_of_scope": "utter_out_of_scope",
    "nothing_said": "utter_nothing_said",
    "topics": "action_topics",
    "group": "action_group",
    "rate": "action_rate",
}
