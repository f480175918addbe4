"""A person at a browser, as far as signing in to a site needs one."""

import sys
from urllib.parse import urljoin, urlparse

import requests


class Person(requests.Session):
    def __init__(self, platform, account, password):
        super().__init__()
        self.platform = platform
        self.post(f"{platform}/api/session", json={"username": account, "password": password}).raise_for_status()

    def follow(self, url, until=None):
        """Goes where it is led and answers yes for the page of the platform; stops at an address that begins with `until`."""
        for _ in range(30):
            if until is not None and url.startswith(until):
                return url
            if url.startswith(f"{self.platform}/authorize/"):
                request = urlparse(url).path.split("/")[-1]
                answer = self.post(f"{self.platform}/api/openid/requests/{request}", json={"allow": True})
                answer.raise_for_status()
                url = answer.json()["location"]
                continue
            answer = self.get(url, allow_redirects=False)
            if answer.status_code not in (301, 302, 303, 307):
                return answer
            url = urljoin(url, answer.headers["location"])
        sys.exit(f"led around: {url}")
