//! A user's token is exchanged for another one that says less.

use app::{
    Answer, App, Fault,
    user_pools::token_exchange::{BroughtToken, Exchange, TokenKind},
};
use domain::Moment;
use wire::cognito_idp::{GetDerivedTokenRequest, GetDerivedTokenResponse, operations::GetDerivedToken};

use super::named::{Names, listed};
use crate::api::{caller::Anyone, operation::Operation};

const KINDS: Names<TokenKind> = Names(&[(TokenKind::Access, "ACCESS_TOKEN"), (TokenKind::Id, "ID_TOKEN")]);

impl Operation for GetDerivedToken {
    type Caller = Anyone;

    fn check(_: &App, input: &Self::Input, _: &Moment) -> Answer<()> {
        match (&input.actor_token, &input.actor_token_type) {
            (Some(_), None) => Err(Fault::invalid("Missing required parameter ActorTokenType")),
            (None, Some(_)) => Err(Fault::invalid("Missing required parameter ActorToken")),
            (Some(_), Some(_)) | (None, None) => Ok(()),
        }
    }

    async fn serve(app: &App, _: Anyone, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let exchange = read(input);
        let requested = exchange.requested;
        let derived = app.user_pools.derived_token(exchange).await?;
        let token_type = match requested {
            TokenKind::Access => "Bearer",
            TokenKind::Id => "N_A",
        };
        Ok(GetDerivedTokenResponse {
            expires_in: i32::try_from(derived.expires_in).ok(),
            issued_token: derived.token,
            issued_token_type: KINDS.name(requested),
            scopes: listed(derived.scopes),
            token_type: token_type.to_owned(),
        })
    }
}

/// Kinds that are not built are refused before.
fn read(input: GetDerivedTokenRequest) -> Exchange {
    let kind = |name: &str| KINDS.value(name).unwrap_or(TokenKind::Access);
    let first = |list: Option<Vec<String>>| list.and_then(|list| list.into_iter().next());
    let brought = |token, name: &str| BroughtToken { kind: kind(name), token };
    Exchange {
        client_id: input.client_id,
        secret: input.client_secret,
        subject: brought(input.subject_token, &input.subject_token_type),
        actor: input.actor_token.map(|token| brought(token, &input.actor_token_type.unwrap_or_default())),
        audience: first(input.audiences),
        resource: first(input.resources),
        scopes: input.scopes.unwrap_or_default(),
        requested: input.requested_token_type.as_deref().map_or(TokenKind::Access, kind),
    }
}
