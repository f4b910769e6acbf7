"""Building an outbox from settings and profile folders."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from procrastinate import App

from lianxin.kernel.database import Database
from lianxin.kernel.settings import Settings
from lianxin.notify.adapters.gateway import Gateway
from lianxin.notify.adapters.mail import MailOverSmtp
from lianxin.notify.adapters.sms import SmsOverHttp
from lianxin.notify.outbox import Outbox
from lianxin.notify.rows import ReadCases
from lianxin.notify.rules.templates import Templates, read_templates


def load_templates(profile: Path | None = None) -> Templates:
    """The templates of this package, changed by `messages.toml` in a city's profile folder; raises InvalidTemplate."""
    own = files("lianxin.notify") / "templates.toml"
    templates = read_templates(own.read_text("utf-8"), "templates.toml")
    changes = profile / "messages.toml" if profile else None
    if changes is None or not changes.exists():
        return templates
    return read_templates(changes.read_text("utf-8"), str(changes), templates)


def gateways_of(settings: Settings) -> Mapping[str, Gateway]:
    """The ways out that the settings name; none means that no message is written at all."""
    gateways: dict[str, Gateway] = {}
    if settings.sms_url:
        gateways["sms"] = SmsOverHttp(settings.sms_url, settings.sms_key)
    if settings.smtp_url:
        gateways["email"] = MailOverSmtp.of_url(settings.smtp_url)
    return gateways


def open_outbox(
    jobs: App,
    database: Database,
    settings: Settings,
    *,
    profiles: Mapping[str, Path],
    read_cases: ReadCases,
) -> Outbox:
    """An outbox whose tasks are registered with `jobs`. `profiles` gives each city's profile folder."""
    templates = {city_id: load_templates(folder) for city_id, folder in profiles.items()}
    outbox = Outbox(jobs, database, gateways_of(settings), templates, read_cases)
    outbox.register()
    return outbox
