"""Knowledge for units and operators: reply templates."""

from lianxin.knowledge.reply_templates import (
    FilledTemplate,
    ReplyTemplate,
    TemplateWords,
    filled_templates,
    keep_template,
    kept_templates,
    may_change,
    template_history,
)
from lianxin.knowledge.rules.placeholders import TEMPLATE_PLACEHOLDERS, placeholder_words

__all__ = [
    "TEMPLATE_PLACEHOLDERS",
    "FilledTemplate",
    "ReplyTemplate",
    "TemplateWords",
    "filled_templates",
    "keep_template",
    "kept_templates",
    "may_change",
    "placeholder_words",
    "template_history",
]
