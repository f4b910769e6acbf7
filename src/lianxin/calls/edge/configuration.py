"""Writes Kamailio's configuration from the plan of the edge. The routes themselves are in `routes.cfg`."""

from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

from lianxin.calls.edge.plan import EdgePlan, check_plan
from lianxin.calls.sip.connections import place

MODULES: Final = (
    "tm", "sl", "rr", "pv", "maxfwd", "textops", "siputils", "sanity", "dispatcher", "htable", "tmx", "uac",
    "auth", "usrloc", "registrar",
)  # fmt: skip
FOLDERS: Final = ("/usr/lib/x86_64-linux-gnu/kamailio/modules/", "/usr/lib/aarch64-linux-gnu/kamailio/modules/")
CONTROLLERS: Final = "controllers.list"
NAMELESS: Final = 50  # calls without a number that a trunk may pass on, for each that one number may place
TRUNK_NEVER: Final = "255.255.255.255"  # an access list must name something
SEAT_REALM: Final = "lianxin"  # the digest of every seat's phone is made with it
COUNTS_KEPT: Final = 86_400  # seconds for which the edge knows what it counted
SEAT_TRIES: Final = 5  # wrong passwords of one account from one address in a quarter of an hour


def edge_files(plan: EdgePlan, folder: Path) -> dict[str, str]:
    """Returns the files of the configuration by name; raises BadEdge."""
    check_plan(plan)
    names = {"kamailio.cfg": "\n".join((*_settings(plan, folder), _routes(plan))), CONTROLLERS: _controllers(plan)}
    return names if not plan.tls_listen else {**names, "tls.cfg": _tls(plan)}


def _controllers(plan: EdgePlan) -> str:
    return "".join(f"1 sip:{controller};transport=tcp 0 0\n" for controller in plan.controllers)


def _settings(plan: EdgePlan, folder: Path) -> Iterator[str]:
    yield "#!KAMAILIO\n# Written by lianxin from the city's settings; changes here are lost."
    yield "debug=0\nlog_stderror=yes\nmemdbg=5\nmemlog=5\nauto_aliases=no\ndns=no\nrev_dns=no\ndns_try_ipv6=no"
    yield f"children={plan.workers}\ntcp_children={plan.workers}\nsocket_workers={plan.workers}"
    yield f"listen=udp:{plan.listen}\nlisten=tcp:{plan.listen}\nlisten=tcp:{plan.inner}"
    yield "tcp_connect_timeout=1\ntcp_send_timeout=2\ntcp_connection_lifetime=3605\ntcp_async=yes"
    if plan.tls_listen:
        yield f"enable_tls=yes\nlisten=tls:{plan.tls_listen}"
    yield f'mpath="{next((each for each in FOLDERS if Path(each).is_dir()), FOLDERS[0])}"'
    yield from (f'loadmodule "{module}.so"' for module in (*MODULES, *(("tls",) if plan.tls_listen else ())))
    yield f'modparam("tm", "fr_timer", {plan.frozen})\nmodparam("tm", "fr_inv_timer", 180000)'
    yield 'modparam("tm", "failure_reply_mode", 3)\nmodparam("tm", "reparse_on_dns_failover", 0)'
    yield f'modparam("dispatcher", "list_file", "{folder / CONTROLLERS}")\nmodparam("dispatcher", "flags", 2)'
    yield 'modparam("dispatcher", "xavp_dst", "_dsdst_")\nmodparam("dispatcher", "xavp_ctx", "_dsctx_")'
    yield 'modparam("dispatcher", "ds_ping_interval", 2)\nmodparam("dispatcher", "ds_probing_mode", 1)'
    yield 'modparam("dispatcher", "ds_probing_threshold", 2)\nmodparam("dispatcher", "ds_inactive_threshold", 1)'
    yield f'modparam("dispatcher", "ds_default_socket", "tcp:{plan.inner}")'
    yield from (f'modparam("htable", "htable", "{table}=>size=14;autoexpire=86400;")' for table in ("owner", "first"))
    yield 'modparam("htable", "htable", "often=>size=12;autoexpire=60;updateexpire=0;initval=0;")'
    yield f'modparam("htable", "htable", "counted=>size=12;autoexpire={COUNTS_KEPT};initval=0;")'
    yield 'modparam("htable", "htable", "wrong=>size=12;autoexpire=900;updateexpire=0;initval=0;")'
    yield 'modparam("htable", "htable", "seat=>size=12;")'
    yield 'modparam("usrloc", "db_mode", 0)\nmodparam("registrar", "max_expires", 600)'
    yield 'modparam("auth", "nonce_expire", 300)\nmodparam("auth", "add_authinfo_hdr", 0)'
    yield 'modparam("uac", "restore_mode", "none")'
    yield 'modparam("uac", "auth_realm_avp", "$avp(realm)")\nmodparam("uac", "auth_username_avp", "$avp(user)")'
    yield 'modparam("uac", "auth_password_avp", "$avp(password)")'
    if plan.tls_listen:
        yield f'modparam("tls", "config", "{folder / "tls.cfg"}")'


def _routes(plan: EdgePlan) -> str:
    """Returns the routes with the lists of this plan; `@NAME@` marks their places."""
    text = (files("lianxin.calls.edge") / "routes.cfg").read_text(encoding="utf-8")
    for name, value in _places(plan).items():
        text = text.replace(f"@{name}@", value)
    return text


def _places(plan: EdgePlan) -> dict[str, str]:
    listen, inner = place(plan.listen), place(plan.inner)
    networks = [network for trunk in plan.trunks for network in trunk.networks]
    hosts = sorted({place(controller)[0] for controller in plan.controllers}) or [TRUNK_NEVER]
    targets = [trunk.target.split(";")[0] for trunk in plan.trunks if trunk.target]
    return {
        "INNER_PORT": str(inner[1]),
        "INNER": plan.inner,
        "LISTEN_HOST": listen[0],
        "LISTEN_PORT": str(listen[1]),
        "LISTEN": plan.listen,
        "TRUNKS": _sources(networks),
        "SEATS": _sources(plan.seat_networks),
        "REALM": SEAT_REALM,
        "TRIES_OF_ADDRESS": str(SEAT_TRIES * 8),
        "TRIES": str(SEAT_TRIES),
        "CONTROLLER_HOSTS": " || ".join(f"src_ip == {host}" for host in hosts),
        "NUMBERS": " || ".join(f'$rU == "{number}"' for number in plan.numbers) or "false",
        "TARGETS": " || ".join(f'$rd + ":" + $rp == "{target}"' for target in targets) or "false",
        "CREDENTIALS": "\n".join(_credentials(plan)),
        "PHONES": "\n".join(_phones(plan)),
        "FROZEN": str(plan.frozen),
        "CALLER_RATE": str(plan.caller_rate),
        "TRUNK_RATE": str(plan.caller_rate * NAMELESS),
    }


def _sources(networks: Sequence[str]) -> str:
    """Returns the condition that a message comes from one of the networks."""
    return " || ".join(f"src_ip == {network}" for network in networks or [TRUNK_NEVER])


def _credentials(plan: EdgePlan) -> Iterator[str]:
    for trunk in plan.trunks:
        if trunk.user:
            yield f'    if ($rd + ":" + $rp == "{trunk.target.split(";")[0]}") {{'
            yield f'        $avp(user) = "{trunk.user}"; $avp(password) = "{trunk.password}";'
            yield f'        $avp(realm) = "{trunk.realm}";\n    }}'


def _phones(plan: EdgePlan) -> Iterator[str]:
    if not plan.phones:
        yield '    $var(what) = "refused";\n    route(COUNT);'
        yield '    send_reply("503", "Service Unavailable");\n    exit;'
        return
    yield f'    $ru = "{plan.phones[0]}";\n    $du = $null;'
    yield from (f'    append_branch("{phone}");' for phone in plan.phones[1:])


def _tls(plan: EdgePlan) -> str:
    """Every trunk over TLS shows a certificate of our authority, in both directions."""
    common = (
        f"method = TLSv1.2+\nverify_certificate = yes\nrequire_certificate = yes\nprivate_key = {plan.key}\n"
        f"certificate = {plan.certificate}\nca_list = {plan.authority}\n"
    )
    return f"[server:default]\n{common}\n[client:default]\n{common}"
