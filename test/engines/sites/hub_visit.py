"""Signs in to a JupyterHub: PLATFORM HUB ACCOUNT. Prints who the hub takes that person for."""

import json
import re
import sys

from browser import Person

platform, hub, account = sys.argv[1:]
answer = Person(platform, account, f"password-of-{account}").follow(f"{hub}/hub/oauth_login?next=/hub/home")
user = re.search(r'user: "([^"]+)"', answer.text)
print(json.dumps({"status": answer.status_code, "user": user and user.group(1)}))
