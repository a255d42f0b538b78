"""Run the stand-in as a process of its own: ``python -m tests.standin --light --rate 100 --seconds 60``.

Prints one line of JSON with its addresses when it listens, and one with the stats when its load or script is
done. It then goes on serving until SIGTERM, SIGINT or POST /_control/stop; with ``--once`` it ends.
"""

import argparse
import asyncio
import json
import signal
from pathlib import Path

from tests.standin.control import stats_of
from tests.standin.load import Load
from tests.standin.script import Step, play, read_script
from tests.standin.server import GOOD_TOKEN, Server


def options() -> argparse.ArgumentParser:
    """Return the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.standin", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--token", default=GOOD_TOKEN)
    parser.add_argument("--light", action="store_true", help="keep counts and delays, no messages")
    parser.add_argument("--no-echo", action="store_true", help="do not tell the bot of its own messages")
    parser.add_argument("--heartbeat-ms", type=int, default=41250)
    parser.add_argument("--refuse-intents", type=int, default=0, help="those not switched on")
    parser.add_argument("--limit", type=int, help="answer 429 above so many requests a second (Discord: 50)")
    parser.add_argument("--script", type=Path, help="actions, one JSON object a line; see script.read_script")
    parser.add_argument("--load", "--rate", dest="rate", type=float, help="messages a second, to a bot")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--users", type=int, default=1000)
    parser.add_argument("--text", default="!anxious")
    parser.add_argument("--channel", type=int, help="say it in this channel instead of in DMs")
    parser.add_argument("--once", action="store_true", help="end when the load or script is done")
    return parser


async def serve(args: argparse.Namespace, steps: list[Step]) -> None:
    """Serve until told to stop."""
    server = Server(
        token=args.token,
        light=args.light,
        heartbeat_ms=args.heartbeat_ms,
        refuse_intents=args.refuse_intents,
        echo=not args.no_echo,
    )
    server.house.global_limit = args.limit
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stopped.set)
    await server.start(args.port)
    urls = {"api_base": server.api_base, "gateway": server.gateway_url, "control": server.control_url}
    print(json.dumps(urls), flush=True)
    work = asyncio.create_task(_work(server, args, steps))
    try:
        await server.stopped.wait()
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        await server.stop()


async def _work(server: Server, args: argparse.Namespace, steps: list[Step]) -> None:
    if args.rate is None and not steps:
        return
    await server.until(lambda: server.gateway.connected, timeout=3600.0)
    if args.rate is not None:
        await Load(args.rate, args.seconds, args.users, args.text, args.channel).run(server)
    await play(server, steps)
    print(json.dumps(stats_of(server)), flush=True)
    if args.once:
        server.stopped.set()


def main() -> None:
    """Read the command line and serve."""
    args = options().parse_args()
    steps = read_script(args.script.read_text(encoding="utf-8").splitlines()) if args.script else []
    asyncio.run(serve(args, steps))


if __name__ == "__main__":
    main()
