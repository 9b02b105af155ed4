//! `REFRESH_TOKEN_AUTH`, `GetTokensFromRefreshToken`: new ID and access tokens for a refresh token.

use domain::{
    Moment,
    user_pools::{
        session::{self, Alive, Refusal, Session, commands::UseRefreshToken},
        sign_in::{self, Began, Flow, Next, SignInUser, TokenOccasion},
        user::{self, Profile, User},
    },
};
use ports::triggers::Texts;

use super::not_built;
use crate::{
    Answer,
    kernel::fault::failed,
    user_pools::{
        UserPools,
        clients::OpenClient,
        refresh_tokens::RefreshClaims,
        tokens::{Origin, TokenSet},
        triggers::TokensFor,
    },
};

/// A call for new tokens.
pub struct Refresh<'a> {
    /// The refresh token.
    pub token: &'a str,
    /// How the client proves that it knows its secret.
    pub proof: ClientProof<'a>,
    /// The device that the sign-in was from.
    pub device_key: Option<&'a str>,
    /// `ClientMetadata`
    pub client_metadata: Option<Texts>,
}

/// How the client of a refresh proves that it knows its secret, if it has one.
pub enum ClientProof<'a> {
    /// `SECRET_HASH`
    Hash(Option<&'a str>),
    /// The secret itself.
    Secret(Option<&'a str>),
}

impl UserPools {
    /// New ID and access tokens for a refresh token.
    pub async fn tokens_from_refresh_token(
        &self,
        client_id: &str,
        refresh: Refresh<'_>,
        moment: &Moment,
    ) -> Answer<TokenSet> {
        let client = self.client(client_id).await?;
        self.refresh(&client, Began::Public, refresh, moment).await
    }

    /// What is wrong with the token is reported first, then what is wrong with the client's proof, with the user, with the session, and with
    /// the device.
    pub(super) async fn refresh(
        &self,
        client: &OpenClient,
        began: Began,
        refresh: Refresh<'_>,
        moment: &Moment,
    ) -> Answer<TokenSet> {
        let Refresh { token, proof, device_key, client_metadata } = refresh;
        let claims = self.open_refresh(client, token)?;
        let stream = user::stream(&client.pool.id, &claims.sub);
        let user = self.look_at_user(&stream).await?;
        let session = self.look_at_session(&stream, &claims.origin_jti).await?;
        // A deleted user has no limits, and is refused whatever the session says.
        let limits = user.profile().map(Profile::session_limits).unwrap_or_default();
        let alive = session.check_refresh(&client.id, limits, moment.now);
        if let Err(ended @ (Refusal::Invalid | Refusal::Expired)) = alive {
            return Err(ended.into());
        }
        check_proof(client, &proof, &claims, &user)?;
        self.check_refreshing_user(client, began, &claims.sub, &user, moment).await?;
        let alive = alive?;
        let opened = &alive.opened;
        let profile = user.profile()?;
        if client.pool.config.devices.is_some() {
            let given = device_key.map(|key| self.device_id(&client.pool, key));
            profile.devices.check_refresh(opened, given)?;
        }
        let (sub, scopes) = (&claims.sub, &opened.scopes);
        let tokens = TokensFor { sub, profile, occasion: TokenOccasion::Refresh, scopes };
        let changes = self.ask_pre_token(client, tokens, client_metadata).await?;
        let next = self.use_refresh_token(client, alive, &claims, moment).await?;
        let origin = Origin::of(&claims.origin_jti, opened);
        self.issue(client, (profile, changes.as_ref()), &origin, next).await
    }

    /// Records the use of a refresh token, as far as that matters, and answers the number of the one to give out in its place.
    async fn use_refresh_token(
        &self,
        client: &OpenClient,
        alive: &Alive,
        claims: &RefreshClaims,
        moment: &Moment,
    ) -> Answer<Option<u64>> {
        let user = user::stream(&client.pool.id, &claims.sub);
        let session = session::stream(&user, &claims.origin_jti);
        let grace_seconds = client.config.rotation_grace_seconds();
        if grace_seconds.is_none() && alive.refresh_tokens.newest == claims.number {
            self.record_use(client, &session, moment).await?;
            return Ok(None);
        }
        let use_token = UseRefreshToken { number: claims.number, grace_seconds };
        self.core.directories.sessions.ask(&session, use_token, moment).await.map_err(failed::<Session>)
    }

    /// Refuses tokens of a session whose user may not sign in any more.
    pub(super) async fn check_refreshing_user(
        &self,
        client: &OpenClient,
        began: Began,
        sub: &str,
        user: &User,
        moment: &Moment,
    ) -> Answer<()> {
        // No name was typed that could have a decoy.
        let named = SignInUser::Known { sub: sub.to_owned(), decoy: sub.to_owned() };
        let ceremony = self.new_ceremony(client, named, (Flow::Refresh, began), moment);
        match sign_in::next(&self.rules(client).await?, &user.person(moment.now), &ceremony) {
            Next::Admit(_) => Ok(()),
            Next::Refuse(why) => Err(why.into()),
            Next::Ask(_) | Next::Define => Err(not_built()),
        }
    }
}

/// Refuses a client that does not prove that it knows its secret. Clients hash the name that they know: the user name, or the `sub`; AWS's
/// for iOS sends the secret itself in the place of a hash.
fn check_proof(
    client: &OpenClient,
    proof: &ClientProof<'_>,
    claims: &RefreshClaims,
    user: &User,
) -> Answer<()> {
    let given = match *proof {
        ClientProof::Secret(given) => return client.check_secret(given),
        ClientProof::Hash(given) => given,
    };
    let by_sub = client.check_secret_hash_if_secret(&claims.sub, given);
    if by_sub.is_ok() || client.check_secret(given).is_ok() {
        return Ok(());
    }
    match user.profile().and_then(Profile::name) {
        Ok(name) => client.check_secret_hash_if_secret(name, given),
        // The name of a deleted user is forgotten, and with it what the hash was taken over.
        Err(_) if given.is_some() => Ok(()),
        Err(_) => by_sub,
    }
}
