"""A test in Python that moves the card itself: cps-sim hand exec -- python3 door.py

What the program under test sees is PC/SC, here by pyscard; what the hand does goes through the door, here by urllib.
"""
import json
import os
import unittest
import urllib.error
import urllib.request

from smartcard.Exceptions import NoCardException
from smartcard.System import readers

DOOR, TOKEN = os.environ["CPS_SIM_DOOR"], os.environ["CPS_SIM_TOKEN"]


def ask(path, body=None):
    request = urllib.request.Request(
        f"{DOOR}/api{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def step(**what):
    return ask("/worlds/main/steps", what)


def atr():
    connection = readers()[0].createConnection()
    connection.connect()
    try:
        return bytes(connection.getATR()).hex().upper()
    finally:
        connection.disconnect()


class CardInAHand(unittest.TestCase):
    def setUp(self):
        ask("/reset", {})

    def test_inserted_and_removed(self):
        with self.assertRaises(NoCardException):
            atr()
        step(insert="medecin", reader="bureau")
        self.assertTrue(atr().startswith("3B"))
        step(remove="medecin")
        with self.assertRaises(NoCardException):
            atr()

    def test_what_happens_is_waited_for(self):
        done = step(insert="medecin", reader="bureau")
        event = ask("/worlds/main/wait", {"since": done["since"], "for": {"kind": "reader", "action": "card-inserted"}})
        self.assertEqual(event["card"], "medecin")

    def test_a_refusal_says_why(self):
        with self.assertRaises(urllib.error.HTTPError) as refused:
            step(remove="medecin")
        with refused.exception as answer:
            self.assertEqual(answer.code, 409)
            self.assertIn("medecin", json.load(answer)["message"]["fr"])


if __name__ == "__main__":
    unittest.main()
