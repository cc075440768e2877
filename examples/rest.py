"""Asks a running server over REST: python examples/rest.py http://127.0.0.1:7860 QUESTION."""

import json
import sys
from urllib.request import Request, urlopen

body = json.dumps({"question": sys.argv[2]}).encode()
request = Request(f"{sys.argv[1]}/api/v1/ask", body, {"content-type": "application/json"})
with urlopen(request) as response:  # with a token: the header "authorization": "Bearer ..."
    reply = json.load(response)
for quote in reply["quotes"] or reply["nearest"]:
    print(reply["outcome"], quote["text"], f"{quote['source']}#{quote['start']}-{quote['end']}")
