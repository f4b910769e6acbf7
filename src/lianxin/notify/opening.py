"""Builds the outbox from settings, with the message templates of the profile in force."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Final

from lianxin.city import current_profile
from lianxin.kernel.settings import Settings
from lianxin.kernel.shared import CacheKey
from lianxin.kernel.work import UnitOfWork
from lianxin.notify.adapters.gateway import Gateway
from lianxin.notify.adapters.mail import MailOverSmtp
from lianxin.notify.adapters.sms import SmsOverHttp
from lianxin.notify.case_facts import case_reader
from lianxin.notify.outbox import Outbox
from lianxin.notify.rules.templates import Templates, laid_over, read_templates

_IN_FORCE: Final = CacheKey[Templates]("templates")


@cache
def own_templates() -> Templates:
    """Returns the templates of this package; raises InvalidTemplate."""
    own = files("lianxin.notify") / "templates.toml"
    return read_templates(own.read_text("utf-8"), "templates.toml")


async def templates_in_force(work: UnitOfWork) -> Templates:
    """Returns the city's templates: those of the profile in force replace the program's."""
    profile = await current_profile(work)
    held = work.cache.get(_IN_FORCE, work.city_id, profile.version)
    if held is None:
        held = work.cache.put(_IN_FORCE, laid_over(own_templates(), profile.messages), work.city_id, profile.version)
    return held


def gateways_of(settings: Settings) -> Mapping[str, Gateway]:
    """Returns the gateways in the settings by channel; if there are none, no message is written."""
    gateways: dict[str, Gateway] = {}
    if settings.sms_url:
        gateways["sms"] = SmsOverHttp(settings.sms_url, settings.sms_key)
    if settings.smtp_url:
        gateways["email"] = MailOverSmtp.of_url(settings.smtp_url)
    return gateways


async def silence_in_force(work: UnitOfWork) -> timedelta:
    """Returns how long a number that nobody has confirmed gets no further receipt, by the profile in force."""
    return timedelta(days=(await current_profile(work)).budgets.unconfirmed_days)


def open_outbox(settings: Settings) -> Outbox:
    """Returns the outbox with the gateways in the settings."""
    return Outbox(gateways_of(settings), templates_in_force, case_reader(settings.public_url), silence_in_force)
