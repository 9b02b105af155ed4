//! A refresh token is revoked, with all that came from it.

use domain::Moment;

use super::{
    OAuth,
    clients::ClientClaim,
    refused::{ErrorCode, Refused},
};
use crate::{Kind, user_pools::pools::OpenPool};

impl OAuth {
    /// Revokes a refresh token of the client. One that is no token, or no longer good, is answered as if it were.
    pub async fn revoke(
        &self,
        pool: &OpenPool,
        claim: ClientClaim,
        token: &str,
        moment: &Moment,
    ) -> Result<(), Refused> {
        if token.is_empty() {
            return Err(Refused::described(ErrorCode::InvalidRequest, "Invalid parameter in request"));
        }
        let client = self.revoking_client(pool, claim).await?;
        if self.user_pools.is_refresh_token_of_another(&client, token) {
            return Err(ErrorCode::InvalidClient.into());
        }
        let revoked = self.user_pools.revoke_token_of(&client, token, moment).await;
        revoked.map_err(|fault| match fault.kind {
            Kind::UnsupportedOperation => {
                Refused::described(ErrorCode::InvalidRequest, "Unsupported operation")
            }
            Kind::UnsupportedTokenType => ErrorCode::UnsupportedTokenType.into(),
            _ => fault.into(),
        })
    }
}
