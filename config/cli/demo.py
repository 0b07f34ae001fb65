"""`shiming demo`: an authority with synthetic people, ready to walk through."""

import argparse
import json
import os
import pathlib
import subprocess
import sys

from config.cli.supervisor import Program, supervise
from config.cli.types import Subparsers

DEFAULT_PORT = 8000


def add(subparsers: Subparsers) -> None:
    """Declare the subcommands."""
    group = subparsers.add_parser("demo", help="run or show the demonstration")
    commands = group.add_subparsers(required=True, metavar="COMMAND")
    run_parser = commands.add_parser("run", help="set up and run everything in this terminal")
    run_parser.add_argument(
        "--port",
        type=int,
        default=DEFAULT_PORT,
        help="port of the product; the business system and the register take the next two",
    )
    run_parser.add_argument("--data", type=pathlib.Path, default=pathlib.Path("var"))
    run_parser.set_defaults(run=run)
    seed = commands.add_parser("seed", help="seed the demonstration of this environment")
    seed.set_defaults(run=run_seed)
    show = commands.add_parser(
        "show", help="print addresses, accounts and secrets of the demonstration"
    )
    show.add_argument("--data", type=pathlib.Path, default=pathlib.Path("var"))
    show.add_argument("--json", action="store_true", help="for scripts")
    show.set_defaults(run=run_show)
    code = commands.add_parser("code", help="print what a member of staff's app shows now")
    code.add_argument("user_name")
    code.add_argument("--data", type=pathlib.Path, default=pathlib.Path("var"))
    code.set_defaults(run=run_code)


def demo_environment(port: int, data: pathlib.Path) -> dict[str, str]:
    """Return the environment of the demonstration's processes."""
    from config.secrets_file import read_or_make

    data = data.resolve()
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SHIMING_MODE": "demo",
        "SHIMING_BASE_URL": f"http://localhost:{port}",
        "SHIMING_DATA_DIR": str(data),
        # A puppet plays the people here, and the passive signal is rightly unsure of it.
        "SHIMING_PASSIVE_LIVE": "0.5",
        "SHIMING_REGISTER_URL": f"http://127.0.0.1:{port + 2}",
        "SHIMING_REGISTER_KEY_ID": "demo",
        "SHIMING_REGISTER_KEY": read_or_make(data / "secrets.json")["register_key"],
        "SHIMING_TAX_CORE_URL": f"http://127.0.0.1:{port + 2}",
        "SHIMING_TAX_CORE_KEY_ID": "demo",
        "SHIMING_TAX_CORE_KEY": read_or_make(data / "secrets.json")["register_key"],
        "SHIMING_UNIT_REGISTER_URL": f"http://127.0.0.1:{port + 2}",
        "SHIMING_UNIT_REGISTER_KEY_ID": "demo",
        "SHIMING_UNIT_REGISTER_KEY": read_or_make(data / "secrets.json")["register_key"],
        # A province whose only city never answers (demo/nodes.py).
        "SHIMING_NODE_ROLE": "province",
        "SHIMING_NODE_CODE": "demo-province",
        "SHIMING_REGISTER_RETRY_SECONDS": os.environ.get("SHIMING_REGISTER_RETRY_SECONDS", "5"),
        "SHIMING_DEMO_PORT": str(port),
        "SHIMING_SIMULATED_SOCIAL_URL": f"http://127.0.0.1:{port + 2}",
        "SHIMING_WECHAT_APP_ID": "demo",
        "SHIMING_WECHAT_APP_SECRET": "demo",
        "SHIMING_QQ_APP_ID": "demo",
        "SHIMING_QQ_APP_KEY": "demo",
        "SHIMING_SIMULATED_LICENCES": "true",
        # Texts and letters stay in the box, whatever this shell would send them with.
        "SHIMING_SMS_GATEWAY_URL": "",
        "SHIMING_SMPP_URL": "",
        "SHIMING_SMTP_URL": "",
    }


def run(arguments: argparse.Namespace) -> int:
    """Migrate, seed, print the walk, and keep every process running until Ctrl-C."""
    if os.environ.get("SHIMING_MODE") == "production":
        # Its variables would be inherited, the address of its database among them.
        print("A demonstration does not run in the environment of production.", file=sys.stderr)
        return 1
    environment = demo_environment(arguments.port, arguments.data)
    base = [sys.executable, "-m", "config.cli"]
    print("Setting up the demonstration …", flush=True)
    for step in (["migrate"], ["demo", "seed"]):
        # The arguments are our own: the interpreter and a module of this product.
        done = subprocess.run([*base, *step], env=environment, check=False)  # noqa: S603
        if done.returncode:
            return done.returncode
    facts = json.loads((arguments.data / "demo.json").read_text(encoding="utf-8"))
    print(walk(facts), flush=True)
    port = arguments.port
    client = facts["clients"]["business_system"]
    return supervise(
        [
            Program(
                name="register",
                arguments=["-m", "config.cli", "simulator", "--port", str(port + 2)],
                environment=environment,
            ),
            Program(
                name="worker", arguments=["-m", "config.cli", "worker"], environment=environment
            ),
            Program(
                name="web",
                arguments=["-m", "config.cli", "serve", "--port", str(port), "--workers", "2"],
                environment=environment,
            ),
            Program(
                name="business system",
                arguments=["-m", "examples.business_system"],
                environment={
                    **os.environ,
                    "BUSINESS_SYSTEM_ISSUER": facts["addresses"]["product"],
                    "BUSINESS_SYSTEM_CLIENT_ID": client["client_id"],
                    "BUSINESS_SYSTEM_CLIENT_SECRET": client["client_secret"],
                    "BUSINESS_SYSTEM_PORT": str(port + 1),
                },
            ),
        ]
    )


def run_seed(_arguments: argparse.Namespace) -> int:
    """Seed the demonstration; done once, and again without effect."""
    import django

    django.setup()
    from demo.seed import seed

    seed(port=int(os.environ.get("SHIMING_DEMO_PORT", DEFAULT_PORT)))
    return 0


def run_show(arguments: argparse.Namespace) -> int:
    """Print what the demonstration consists of."""
    path = arguments.data / "demo.json"
    if not path.exists():
        print("There is no demonstration here yet: make run", file=sys.stderr)
        return 1
    facts = json.loads(path.read_text(encoding="utf-8"))
    print(json.dumps(facts, ensure_ascii=False, indent=2) if arguments.json else walk(facts))
    return 0


def run_code(arguments: argparse.Namespace) -> int:
    """Print the six digits that the authenticator app of a member of staff shows now."""
    path = arguments.data / "demo.json"
    if not path.exists():
        print("There is no demonstration here yet: make run", file=sys.stderr)
        return 1
    accounts = json.loads(path.read_text(encoding="utf-8"))["accounts"]
    if arguments.user_name not in accounts:
        print(f"There is no such member of staff here: {', '.join(accounts)}", file=sys.stderr)
        return 1
    from shiming.accounts import totp_kit
    from shiming.kernel import clock

    secret = accounts[arguments.user_name]["totp_secret"]
    print(totp_kit.code_at(secret, step=totp_kit.step_of(clock.now())))
    return 0


def walk(facts: dict[str, dict[str, object]]) -> str:
    """Return the walk in words: where to click, and with which accounts and pictures."""
    addresses, files, company = facts["addresses"], facts["files"], facts["company"]
    citizens = "\n".join(
        f"     {one['user_name']}  {one['password']}  ({one['is']})"
        for one in facts.get("citizens", {}).values()
        if isinstance(one, dict)
    )
    staff = "\n".join(
        f"     {account['user_name']}  {account['password']}  ({account['may']})\n"
        f"       second step: shiming demo code {account['user_name']}"
        f"   or an app with the key {account['totp_secret']}"
        for account in facts["accounts"].values()
        if isinstance(account, dict)
    )
    return f"""
  实名 is starting. The walk of a citizen:

  1. Open the business system   {addresses["business_system"]}
     and press 登录. It asks for level intermediate.
  2. Register with any mobile number of the form 1990000xxxx.
     Sent texts lie in the SMS box   {addresses["sms_box"]}
  3. Photograph or upload the identity card of one of the synthetic people:
     {files["cards"]}
  4. Confirm what was read, consent, and look into the camera.
  5. You come back to the business system with the level in the token.
  6. With the card of {company["representative"]}, open {addresses["product"]}{company["page"]}
     confirm the office at {company["name"]}, and switch to the company.
     Or sign in for it at {addresses["product"]}{company["sign_in"]}
     with {company["credit_code"]}  {company["password"]}
  7. On the sign-in page press 样本市市民云（模拟）: a trust source, and everybody on its page
     is synthetic. Whoever has passed the register (step 4) may have a simulated source prove them
     instead of the camera: {addresses["product"]}/me/proofs/ (cards as 6000000000000049).
  8. Two people are there already, with a unit, offices asked for, offered, held and ended, and a
     standing consent: {addresses["product"]}/enterprises/
     and {addresses["product"]}/me/consents/registration/
{citizens}

  Staff: {addresses["product"]}/sign-in/staff/
{staff}

  All of this for scripts: shiming demo show --json
"""
