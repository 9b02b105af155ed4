//! Access tokens that a client gets for itself, without a user.

use domain::user_pools::client::ScopesRefused;
use ports::triggers::Texts;
use serde_json::{Map, Value, json};

use crate::{
    Answer, Fault,
    kernel::ids,
    user_pools::{UserPools, clients::OpenClient},
};

/// A client's token for itself.
pub struct ClientToken {
    /// For resource servers.
    pub access_token: String,
    /// Its life in seconds.
    pub expires_in: u32,
}

impl UserPools {
    /// A token for a client that proves to know its secret, with the scopes that it asks for; where it asks for none, with all of its own.
    pub async fn client_token(
        &self,
        client_id: &str,
        secret: &str,
        scopes: &[String],
    ) -> Answer<ClientToken> {
        let client = self.client(client_id).await?;
        client.check_secret(Some(secret))?;
        let oauth = &client.config.oauth;
        if !oauth.is_on || !oauth.serve_programs() {
            return Err(Fault::invalid("client_credentials flow not enabled for this client"));
        }
        let wanted = if scopes.is_empty() { &oauth.scopes } else { scopes };
        let defined = self.defined_scopes(&client.pool, wanted).await?;
        let granted = oauth.scopes_among(scopes, &defined).map_err(|refused| match refused {
            ScopesRefused::Undefined => Fault::invalid("Invalid scope requested"),
            ScopesRefused::NotGranted(scope) => {
                Fault::not_authorized(format!("The client is not allowed the scope {scope}"))
            }
        })?;
        self.sign_client_token(&client, self.claims_of_client(&client, &granted)).await
    }

    /// The same at the token endpoint, with scopes that were granted. A function of the pool may change what it says.
    pub(crate) async fn client_token_of(
        &self,
        client: &OpenClient,
        granted: &[String],
        client_metadata: Option<Texts>,
    ) -> Answer<ClientToken> {
        let Some(changes) = self.ask_pre_client_token(client, granted, client_metadata).await? else {
            return self.sign_client_token(client, self.claims_of_client(client, granted)).await;
        };
        let mut claims = self.claims_of_client(client, &changes.scopes(granted));
        changes.change_access(&mut claims, &client.id);
        self.sign_client_token(client, claims).await
    }

    async fn sign_client_token(
        &self,
        client: &OpenClient,
        claims: Map<String, Value>,
    ) -> Answer<ClientToken> {
        let key = &self.signing_keys(&client.pool)?.access_key;
        let access_token = self.sign(key, claims).await?;
        Ok(ClientToken { access_token, expires_in: client.config.lifetimes.access_seconds() })
    }

    /// The client is the subject. There is no sign-in that the token could name.
    fn claims_of_client(&self, client: &OpenClient, scopes: &[String]) -> Map<String, Value> {
        let now = self.core.clock().now();
        let exp = now.plus_seconds(client.config.lifetimes.access_seconds().into());
        let claims = [
            ("sub", json!(client.id)),
            ("token_use", json!("access")),
            ("scope", json!(scopes.join(" "))),
            ("auth_time", json!(now.seconds())),
            ("iss", json!(self.issuer_of(&client.pool))),
            ("exp", json!(exp.seconds())),
            ("iat", json!(now.seconds())),
            ("version", json!(2)),
            ("jti", json!(ids::uuid().to_string())),
            ("client_id", json!(client.id)),
        ];
        claims.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}
