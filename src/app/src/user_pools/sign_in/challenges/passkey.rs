//! `WEB_AUTHN`: a passkey of the user signs a challenge.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use crypto::{seal::random_bytes, webauthn};
use domain::user_pools::{
    sign_in::{self, Asked, AskedSecret, Challenge, Refused},
    user::{
        Passkey,
        commands::{CheckedPasskey, PasskeyProof, Proof},
    },
};

use crate::{
    Answer,
    user_pools::{
        UserPools,
        sign_in::{AllowedPasskey, PasskeyAnswer, Question, RequestOptions, Step, call::Call},
    },
};

impl UserPools {
    pub(super) fn ask_passkey(&self, mut call: Call<'_>, verification_required: bool) -> Answer<Step> {
        let client = call.client;
        let relying_party = call.rules.passkeys.relying_party.clone().ok_or(Refused::Outdated)?;
        let offered = sign_in::offers(&call.rules, &call.person(), &call.ceremony);
        let (challenge, rp_id) = (random_bytes(), webauthn::digest_of(&relying_party));
        let secret = AskedSecret::WebAuthn { challenge, rp_id };
        self.set_asked(client, &mut call.ceremony, Challenge::WebAuthn { verification_required }, secret);
        let passkeys = call.subject.profile().map_or_else(Vec::new, |profile| profile.passkeys.clone());
        let is_for_it = |passkey: &Passkey| passkey.relying_party == relying_party;
        let allowed = passkeys.into_iter().filter(is_for_it).filter_map(allowed).collect();
        Ok(Step::Challenge(Question::Passkey {
            options: RequestOptions {
                challenge: URL_SAFE_NO_PAD.encode(challenge),
                relying_party,
                verification_required,
                allowed,
            },
            offered,
            session: self.seal_session(client, call.ceremony)?,
        }))
    }
}

/// A proof, checked against the passkey that it names. A passkey that the user does not have proves nothing.
pub(super) fn check_passkey(call: &Call<'_>, answer: &Answer<Box<PasskeyAnswer>>) -> Answer<Proof> {
    let answer = answer.as_ref().map_err(Clone::clone)?;
    let asked = call.ceremony.asked.as_ref().ok_or(Refused::Outdated)?;
    Ok(Proof::Passkey(CheckedPasskey { id: answer.id.clone(), proved: proved(call, asked, answer) }))
}

fn proved(call: &Call<'_>, asked: &Asked, answer: &PasskeyAnswer) -> Option<PasskeyProof> {
    let AskedSecret::WebAuthn { challenge, rp_id } = &asked.secret else { return None };
    let relying_party = call.rules.passkeys.relying_party.as_ref()?;
    let passkey = call.subject.profile()?.passkey(&answer.id).ok()?;
    let is_for_it = passkey.relying_party == *relying_party && webauthn::digest_of(relying_party) == *rp_id;
    // A passkey that was found without a name says whose it is.
    let named = answer.user_handle.as_deref();
    let is_users = named.is_none_or(|named| named == call.subject.stream.id.id().as_bytes());
    let key = URL_SAFE_NO_PAD.decode(passkey.public_key.known()?).ok().filter(|_| is_for_it && is_users)?;
    let assertion = webauthn::Assertion {
        client_data: &answer.client_data,
        authenticator_data: &answer.authenticator_data,
        signature: &answer.signature,
    };
    let proved = assertion.verify(relying_party, &URL_SAFE_NO_PAD.encode(challenge), &key).ok()?;
    Some(PasskeyProof { is_user_verified: proved.is_user_verified, counter: proved.counter })
}

fn allowed(passkey: Passkey) -> Option<AllowedPasskey> {
    Some(AllowedPasskey { id: passkey.id.known()?.clone(), transports: passkey.transports })
}
