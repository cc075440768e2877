"""The chat's page in Chromium: what its first load weighs and takes, and when a reply that has come is painted."""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.measuring import Measured, percentiles, tell
from benchmarks.serving import OWN, served

#: Remembers, in milliseconds, when the last byte of a reply came and when the frame that shows it was drawn.
PAINTS = """() => {
    window.paints = [];
    const known = new Set();
    new MutationObserver(() => {
        const fresh = [...document.querySelectorAll(".reply[id]")].find((each) => !known.has(each.id));
        if (!fresh) return;
        known.add(fresh.id);
        // The message comes once the frame has been handed over to be painted.
        requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => {
                const asked = performance.getEntriesByType("resource").filter((each) => each.name.includes("/run/predict"));
                window.paints.push(performance.now() - asked.at(-1).responseEnd);
            };
            port2.postMessage("");
        });
    }).observe(document.body, { childList: true, subtree: true });
}"""


def main() -> None:
    """One server over the seeds, one browser."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description=__doc__)
    parser.add_argument("--questions", type=int, default=30)
    parser.add_argument("--loads", type=int, default=5)
    given = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("no Chromium on this machine; Debian's package chromium brings it")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        quoth = [str(Path(sys.executable).parent / "quoth")]
        subprocess.run([*quoth, "index", "seeds", "--library", folder], check=True, stdout=subprocess.DEVNULL)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--headless", "--no-sandbox"])
        with served([*quoth, "chat", "--library", folder, "--port", "0"]) as (address, _):
            lines = [*first_load(browser, address, given.loads), painted(browser, address, given.questions)]
        browser.close()
    tell(lines)


def first_load(browser: Browser, address: str, times: int) -> list[Measured]:
    """Bytes over the network with nothing cached, and seconds until the library stands in the head."""
    ours, gradios, seconds = 0.0, 0.0, []
    for _ in range(times):
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page, places, sizes = context.new_page(), dict[str, str](), dict[str, float]()
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        network.on(
            "Network.requestWillBeSent", lambda told, at=places: at.update({told["requestId"]: told["request"]["url"]})
        )
        network.on(
            "Network.loadingFinished", lambda told, at=sizes: at.update({told["requestId"]: told["encodedDataLength"]})
        )
        began = time.perf_counter()
        page.goto(address)
        page.wait_for_selector("#q-library.ready")
        seconds.append(time.perf_counter() - began)
        page.wait_for_selector("gradio-app .gradio-container", state="attached")
        page.wait_for_load_state("networkidle")
        of_gradio = {id for id, url in places.items() if "/assets/" in url or "/static/" in url}
        gradios = sum(size for id, size in sizes.items() if id in of_gradio)
        ours = sum(sizes.values()) - gradios
        context.close()
    return [
        Measured(
            "first load, nothing cached",
            (ours + gradios) / 1000,
            "kB",
            f"{ours / 1000:.0f} ours, {gradios / 1000:.0f} Gradio's, which come last",
            "< 350 kB",
        ),
        percentiles("first load, until the library is shown", seconds, "< 2 s"),
    ]


def painted(browser: Browser, address: str, questions: int) -> Measured:
    """How long after its last byte a reply is painted."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(address)
    page.wait_for_selector("#q-library.ready")
    page.evaluate(PAINTS)
    for number in range(questions):
        ask(page, OWN[number % len(OWN)], number + 1)
    return percentiles(
        "a reply is painted after its arrival", [each / 1000 for each in page.evaluate("paints")], "< 50 ms"
    )


def ask(page: Page, question: str, replies: int) -> None:
    """Asks, and waits until so many replies have been painted."""
    page.fill("#question textarea", question)
    page.keyboard.press("Enter")
    page.wait_for_function("count => paints.length >= count", arg=replies)


if __name__ == "__main__":
    main()
