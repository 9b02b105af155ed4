#!/usr/bin/env bash
# The AWS CLI configures a pool's identity provider, domain and second factor, and signs a user in with an authenticator app.
# One line of JSON at the end.
set -euo pipefail
here=$(dirname "$0")
python=$here/.venv/bin/python

idp() { "$here/.venv/bin/aws" cognito-idp "$@" --output text; }
of_context() { "$python" -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$context" "$1"; }
code() { PYTHONPATH=$here/python "$python" -c 'import sys, totp; print(totp.code(sys.argv[1], int(sys.argv[2])))' "$@"; }
refused() { idp "$@" 2>&1 | grep -o '[A-Za-z]*Exception' | head -n 1 || true; }

context=$1
pool=$(of_context pool)
client=$(of_context client)
user=$(of_context username)
password=$(of_context password)

named=(--user-pool-id "$pool" --provider-name Works)
details='client_id=works,client_secret=s3cret,attributes_request_method=GET,authorize_scopes=openid,oidc_issuer=https://works.example'
idp create-identity-provider "${named[@]}" --provider-type OIDC --provider-details "$details" --idp-identifiers works >/dev/null
provider=$(idp get-identity-provider-by-identifier --user-pool-id "$pool" --idp-identifier works --query IdentityProvider.ProviderName)
idp update-identity-provider "${named[@]}" --attribute-mapping email=mail,username=sub >/dev/null
mapped=$(idp describe-identity-provider "${named[@]}" --query IdentityProvider.AttributeMapping.email)
twice=$(refused create-identity-provider "${named[@]}" --provider-type OIDC --provider-details "$details")
idp delete-identity-provider "${named[@]}"
left=$(idp list-identity-providers --user-pool-id "$pool" --query 'length(Providers)')

domain=$(tr '[:upper:]_' '[:lower:]-' <<<"cli-${pool##*_}")
idp create-user-pool-domain --user-pool-id "$pool" --domain "$domain" >/dev/null
owner=$(idp describe-user-pool-domain --domain "$domain" --query DomainDescription.UserPoolId)
idp delete-user-pool-domain --user-pool-id "$pool" --domain "$domain" >/dev/null

idp set-user-pool-mfa-config --user-pool-id "$pool" --mfa-configuration OPTIONAL \
  --software-token-mfa-configuration Enabled=true >/dev/null
sign_in=(--user-pool-id "$pool" --client-id "$client")
begin=(admin-initiate-auth "${sign_in[@]}" --auth-flow ADMIN_USER_PASSWORD_AUTH --auth-parameters "USERNAME=$user,PASSWORD=$password")
token=$(idp "${begin[@]}" --query AuthenticationResult.AccessToken)
secret=$(idp associate-software-token --access-token "$token" --query SecretCode)
status=$(idp verify-software-token --access-token "$token" --user-code "$(code "$secret" 0)" --query Status)
idp admin-set-user-mfa-preference --user-pool-id "$pool" --username "$user" --software-token-mfa-settings Enabled=true,PreferredMfa=true
read -r challenge session < <(idp "${begin[@]}" --query '[ChallengeName, Session]')
type=$(idp admin-respond-to-auth-challenge "${sign_in[@]}" --challenge-name "$challenge" --session "$session" \
  --challenge-responses "USERNAME=$user,SOFTWARE_TOKEN_MFA_CODE=$(code "$secret" 1)" --query AuthenticationResult.TokenType)
printf '{"provider": "%s", "mapped": "%s", "twice": "%s", "left": %s, "owner": "%s", "status": "%s", "challenge": "%s", "type": "%s"}\n' \
  "$provider" "$mapped" "$twice" "$left" "$owner" "$status" "$challenge" "$type"
