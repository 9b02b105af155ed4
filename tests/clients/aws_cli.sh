#!/usr/bin/env bash
# The AWS CLI makes a user pool, finds it again and deletes it; and tells who it is. One line of JSON at the end.
set -euo pipefail
aws="$(dirname "$0")/.venv/bin/aws"
pool=$("$aws" cognito-idp create-user-pool --pool-name by-cli --query UserPool.Id --output text)
name=$("$aws" cognito-idp describe-user-pool --user-pool-id "$pool" --query UserPool.Name --output text)
listed=$("$aws" cognito-idp list-user-pools --max-results 60 --query "length(UserPools[?Id=='$pool'])" --output text)
"$aws" cognito-idp delete-user-pool --user-pool-id "$pool"
gone=$("$aws" cognito-idp describe-user-pool --user-pool-id "$pool" 2>&1 | grep -o ResourceNotFoundException || true)
account=$("$aws" sts get-caller-identity --query Account --output text)
printf '{"pool": "%s", "name": "%s", "listed": %s, "gone": "%s", "account": "%s"}\n' \
  "$pool" "$name" "$listed" "$gone" "$account"
