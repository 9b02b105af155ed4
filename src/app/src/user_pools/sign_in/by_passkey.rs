//! Signing in by a passkey before a name is typed: on the pages, where browsers offer passkeys among the suggestions for the name. The
//! challenge is of no user. The answer names one, and from there on the sign-in is like any other.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use crypto::{seal::random_bytes, webauthn};
use domain::{
    Moment,
    user_pools::{
        client::AuthFlow,
        sign_in::{Asked, AskedSecret, Began, Challenge, Flow, Refused, SignInUser},
        user,
    },
};

use super::{Authorization, Content, PageStep, PasskeyAnswer, RequestOptions, Step, Who, brought::Brought};
use crate::{
    Answer,
    kernel::id_forms,
    user_pools::{UserPools, clients::OpenClient, unknown_names::evenly, watch::check_address},
};

/// How long a page may stay open before one of its passkeys is chosen: as long as what it keeps in the browser.
const OFFERED_SECONDS: i64 = 3_600;

/// What a browser needs to offer passkeys.
pub struct PasskeyOffer {
    /// Of any passkey of the relying party.
    pub options: RequestOptions,
    /// To be sent back with the answer.
    pub session: String,
}

/// A sign-in by a passkey, with the user whom it named.
pub struct NamedStep {
    /// The user name.
    pub username: String,
    /// What follows.
    pub step: PageStep,
}

impl UserPools {
    /// Whether passkeys of a client's users can be used on pages of a host: the pool takes them as a first factor, the client signs users
    /// in by a choice of factors, and browsers let pages of the host use them.
    pub async fn passkeys_serve(&self, client: &OpenClient, host: &str) -> Answer<bool> {
        if !client.pool.config.passkey_first || !client.config.allows(AuthFlow::User) {
            return Ok(false);
        }
        let relying_party = self.relying_party(&client.pool).await?;
        Ok(relying_party.is_some_and(|relying_party| webauthn::is_host_of(host, &relying_party)))
    }

    /// What a page needs to offer passkeys before a name is typed; none where no passkey could be used on it.
    pub async fn offer_passkeys(
        &self,
        client: &OpenClient,
        authorization: &Authorization,
        host: &str,
        moment: &Moment,
    ) -> Answer<Option<PasskeyOffer>> {
        if !self.passkeys_serve(client, host).await? {
            return Ok(None);
        }
        let passkeys = self.rules(client).await?.passkeys;
        let verification_required = passkeys.must_verify();
        let Some(relying_party) = passkeys.relying_party else { return Ok(None) };
        let way = (Flow::PasskeyFirst, Began::Page);
        let mut ceremony = self.new_ceremony(client, SignInUser::NotNamed, way, moment);
        ceremony.authorize = Some(authorization.digest);
        let challenge = random_bytes();
        ceremony.asked = Some(Asked {
            id: random_bytes(),
            challenge: Challenge::WebAuthn { verification_required },
            secret: AskedSecret::WebAuthn { challenge, rp_id: webauthn::digest_of(&relying_party) },
            expires_at: moment.now.plus_seconds(OFFERED_SECONDS),
        });
        let challenge = URL_SAFE_NO_PAD.encode(challenge);
        let options = RequestOptions { challenge, relying_party, verification_required, allowed: Vec::new() };
        Ok(Some(PasskeyOffer { options, session: self.seal_session(client, ceremony)? }))
    }

    /// Signs the user in whose passkey was chosen. One that no user has is answered like a wrong one.
    pub async fn sign_in_by_passkey(
        &self,
        client: &OpenClient,
        who: Who,
        session: &str,
        answer: PasskeyAnswer,
        moment: &Moment,
    ) -> Answer<NamedStep> {
        let named = self.step_by_passkey(client, who, session, answer, moment);
        let (username, step) = Box::pin(evenly(client, named)).await?;
        Ok(NamedStep { username, step: self.page_step(client, step, moment).await? })
    }

    async fn step_by_passkey(
        &self,
        client: &OpenClient,
        who: Who,
        session: &str,
        answer: PasskeyAnswer,
        moment: &Moment,
    ) -> Answer<(String, Step)> {
        check_address(client, &who.context, moment)?;
        let mut ceremony = self.open_session(client, session)?;
        who.check_serves(&ceremony)?;
        if ceremony.user != SignInUser::NotNamed || ceremony.flow != Flow::PasskeyFirst {
            return Err(Refused::Outdated.into());
        }
        let sub = answer.user_handle.as_deref().and_then(|handle| std::str::from_utf8(handle).ok());
        let sub = sub.filter(|sub| id_forms::is_uuid(sub)).ok_or(Refused::Wrong)?.to_owned();
        let subject = self.known_subject(user::stream(&client.pool.id, &sub)).await?.ok_or(Refused::Wrong)?;
        ceremony.user = SignInUser::Known { decoy: sub.clone(), sub };
        let username = subject.username.clone();
        let who = Who { username: username.clone(), ..who };
        let call = self.begun(client, &who, (subject, ceremony), moment).await?;
        let step = self.go_on(call, Brought::Content(Content::Passkey(Ok(Box::new(answer))))).await?;
        Ok((username, step))
    }
}
