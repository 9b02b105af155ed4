//! `PreTokenGeneration`: what tokens shall say. Asked before anything is recorded, so that one that fails leaves all as it was.

use domain::user_pools::{
    sign_in::TokenOccasion,
    user::Profile,
    user_pool::{TokenFunction, TokenFunctionVersion},
};
use ports::triggers::{
    self as port, Groups, PreTokenGeneration, Texts, TokenEventVersion, TokenSource, Trigger, TriggerFault,
};

use super::{TriggerUser, attributes, fault};
use crate::{
    Answer,
    user_pools::{UserPools, clients::OpenClient, token_changes::TokenChanges},
};

/// `userName` where there is no user.
const NO_USER: &str = "ClientCredentials";

/// Tokens that are to be issued.
pub(in crate::user_pools) struct TokensFor<'a> {
    /// The user.
    pub(in crate::user_pools) sub: &'a str,
    /// The same, as it will be.
    pub(in crate::user_pools) profile: &'a Profile,
    /// What they are issued for.
    pub(in crate::user_pools) occasion: TokenOccasion,
    /// The scopes that were granted.
    pub(in crate::user_pools) scopes: &'a [String],
}

impl UserPools {
    /// Asks what tokens shall say; nothing where the pool has no such function.
    pub(in crate::user_pools) async fn ask_pre_token(
        &self,
        client: &OpenClient,
        tokens: TokensFor<'_>,
        client_metadata: Option<Texts>,
    ) -> Answer<Option<TokenChanges>> {
        let pool = &client.pool;
        let Some(TokenFunction { function, version }) = &pool.config.triggers.pre_token_generation else {
            return Ok(None);
        };
        let groups = self.group_claims(pool, tokens.profile).await?;
        let version = event_version(*version);
        let request = PreTokenGeneration {
            source: source(tokens.occasion),
            version,
            group_configuration: Some(Groups {
                groups_to_override: groups.groups,
                iam_roles_to_override: groups.roles,
                preferred_role: groups.preferred_role,
            }),
            scopes: (version != TokenEventVersion::V1).then(|| tokens.scopes.to_vec()),
            client_metadata,
        };
        let attributes = attributes(tokens.sub, tokens.profile)?;
        let user = TriggerUser { username: tokens.profile.name()?, attributes };
        let answer = self.ask_function((pool, &client.id), function, user, request).await?;
        changes(version, answer).map(Some)
    }

    /// Asks what a client's own token shall say; nothing where the pool has no such function, or one that is written for an older event.
    pub(in crate::user_pools) async fn ask_pre_client_token(
        &self,
        client: &OpenClient,
        scopes: &[String],
        client_metadata: Option<Texts>,
    ) -> Answer<Option<TokenChanges>> {
        let asked = client.pool.config.triggers.pre_token_generation.as_ref();
        let asked = asked.filter(|function| function.version == TokenFunctionVersion::V3);
        let Some(TokenFunction { function, .. }) = asked else { return Ok(None) };
        let request = PreTokenGeneration {
            source: TokenSource::ClientCredentials,
            version: TokenEventVersion::V3,
            group_configuration: None,
            scopes: Some(scopes.to_vec()),
            client_metadata,
        };
        let user = TriggerUser { username: NO_USER, attributes: Texts::new() };
        let answer = self.ask_function((&client.pool, &client.id), function, user, request).await?;
        changes(TokenEventVersion::V3, answer).map(Some)
    }
}

fn changes(version: TokenEventVersion, answer: port::TokenChanges) -> Answer<TokenChanges> {
    let changes = TokenChanges::of(version, answer);
    changes.ok_or_else(|| fault(PreTokenGeneration::NAME, TriggerFault::Unreadable))
}

const fn event_version(version: TokenFunctionVersion) -> TokenEventVersion {
    match version {
        TokenFunctionVersion::V1 => TokenEventVersion::V1,
        TokenFunctionVersion::V2 => TokenEventVersion::V2,
        TokenFunctionVersion::V3 => TokenEventVersion::V3,
    }
}

const fn source(occasion: TokenOccasion) -> TokenSource {
    match occasion {
        TokenOccasion::Authentication => TokenSource::Authentication,
        TokenOccasion::NewPassword => TokenSource::NewPasswordChallenge,
        TokenOccasion::Device => TokenSource::AuthenticateDevice,
        TokenOccasion::Page => TokenSource::HostedAuth,
        TokenOccasion::Refresh => TokenSource::RefreshTokens,
    }
}
