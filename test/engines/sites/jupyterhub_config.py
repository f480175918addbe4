# As the guide says, at addresses that the test has chosen.
import os

platform = os.environ["PLATFORM"]
hub = os.environ["HUB"]
c = get_config()  # noqa: F821
c.JupyterHub.bind_url = hub
c.JupyterHub.hub_port = int(os.environ["HUB_PORT"])
c.ConfigurableHTTPProxy.api_url = os.environ["PROXY_API"]
c.JupyterHub.authenticator_class = "generic-oauth"
c.GenericOAuthenticator.client_id = "hub"
c.GenericOAuthenticator.client_secret = os.environ["SECRET"]
c.GenericOAuthenticator.oauth_callback_url = f"{hub}/hub/oauth_callback"
c.GenericOAuthenticator.authorize_url = f"{platform}/oidc/auth"
c.GenericOAuthenticator.token_url = f"{platform}/oidc/token"
c.GenericOAuthenticator.userdata_url = f"{platform}/oidc/userinfo"
c.GenericOAuthenticator.logout_redirect_url = f"{platform}/oidc/sign-out"
c.GenericOAuthenticator.scope = ["openid", "profile", "groups"]
c.GenericOAuthenticator.username_claim = "preferred_username"
c.GenericOAuthenticator.manage_groups = True
c.GenericOAuthenticator.auth_state_groups_key = "oauth_user.groups"
c.GenericOAuthenticator.allowed_groups = {"lab"}
c.Authenticator.enable_auth_state = True
