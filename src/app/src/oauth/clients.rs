//! How a client says who it is, and proves it.

use super::{
    OAuth,
    refused::{ErrorCode, Refused},
};
use crate::{
    Kind,
    user_pools::{clients::OpenClient, pools::OpenPool, sign_in::ClientProof},
};

/// What a wrong or missing secret is called.
const WRONG_SECRET: &str = "invalid_client_secret";

/// What a request says of its client.
#[derive(Clone, PartialEq, Eq)]
pub enum ClientClaim {
    /// In the header `Authorization`.
    Basic {
        /// The client's id.
        id: String,
        /// The secret: as it stands there, and decoded, for some clients encode it and others do not.
        secrets: [String; 2],
    },
    /// In the body.
    Body {
        /// `client_id`
        id: String,
        /// `client_secret`
        secret: Option<String>,
    },
    /// Nothing that can be read.
    Nothing,
}

/// A client that has proved who it is.
pub struct ProvedClient {
    /// The client.
    pub client: OpenClient,
    secret: Option<String>,
}

impl ProvedClient {
    /// The same proof, for the operations of the API.
    pub(super) fn proof(&self) -> ClientProof<'_> {
        ClientProof::Secret(self.secret.as_deref())
    }
}

impl OAuth {
    /// The client of a request to the token endpoint.
    pub async fn client(&self, pool: &OpenPool, claim: ClientClaim) -> Result<ProvedClient, Refused> {
        let wrong = || Refused::described(ErrorCode::InvalidClient, WRONG_SECRET);
        match claim {
            ClientClaim::Basic { id, secrets } => {
                let client = self.client_of(pool, &id).await?;
                if client.config.secret.is_none() && secrets.iter().all(String::is_empty) {
                    return Err(ErrorCode::InvalidClient.into());
                }
                let secret = right_secret(&client, secrets).ok_or_else(wrong)?;
                Ok(ProvedClient { client, secret: Some(secret) })
            }
            ClientClaim::Body { id, secret } => {
                let client = self.client_of(pool, &id).await?;
                client.check_secret(secret.as_deref()).map_err(|_| wrong())?;
                Ok(ProvedClient { client, secret })
            }
            ClientClaim::Nothing => Err(ErrorCode::InvalidClient.into()),
        }
    }

    /// The client of a request to revoke a token: one with a secret gives it in the header, and in no other way.
    pub(super) async fn revoking_client(
        &self,
        pool: &OpenPool,
        claim: ClientClaim,
    ) -> Result<OpenClient, Refused> {
        match claim {
            ClientClaim::Basic { id, secrets } => {
                let client = self.client_of(pool, &id).await?;
                right_secret(&client, secrets).map(|_| client).ok_or(ErrorCode::InvalidClient.into())
            }
            ClientClaim::Body { id, .. } => {
                let client = self.client_of(pool, &id).await?;
                let is_public = client.config.secret.is_none();
                if is_public { Ok(client) } else { Err(ErrorCode::InvalidClient.into()) }
            }
            ClientClaim::Nothing => Err(ErrorCode::InvalidClient.into()),
        }
    }

    async fn client_of(&self, pool: &OpenPool, id: &str) -> Result<OpenClient, Refused> {
        let client = self.user_pools.client_in(pool.clone(), id).await;
        client.map_err(|fault| match fault.kind {
            Kind::ResourceNotFound => ErrorCode::InvalidClient.into(),
            _ => fault.into(),
        })
    }
}

/// The one that is a secret of the client, which must have one.
fn right_secret(client: &OpenClient, secrets: [String; 2]) -> Option<String> {
    client.config.secret.as_ref()?;
    secrets.into_iter().find(|secret| client.check_secret(Some(secret)).is_ok())
}
