//! `MFA_SETUP`: a user who needs a second factor and has none sets one up, an authenticator app by `AssociateSoftwareToken` and
//! `VerifySoftwareToken` with the challenge's `Session`, or an address to which a code is sent.

use std::collections::BTreeSet;

use crypto::totp;
use domain::{
    Moment,
    user_pools::{
        sign_in::{Asked, AskedSecret, Ceremony, Challenge, Next, Refused, SecondFactor},
        user::{Refusal, User, commands::EnrolAuthenticator},
    },
    values::contact::Contact,
};

use crate::{
    Answer, Fault,
    kernel::fault::failed,
    user_pools::{
        UserPools,
        clients::OpenClient,
        factors::{Associated, check_apps_enabled, checked, kept, named, new_secret},
        sign_in::{Question, Step, Who, call::Call},
    },
};

/// Refuses an address at which no factor can be set up: the factor must be enabled, and the user lack such an address.
pub(super) fn check_setup(call: &Call<'_>, given: Option<&(Contact, String)>) -> Answer<()> {
    let Some((contact, address)) = given else { return Ok(()) };
    let asked = call.ceremony.asked.as_ref().map(|asked| &asked.challenge);
    let Some(Challenge::MfaSetup(enabled)) = asked else { return Err(Refused::Outdated.into()) };
    let factor = SecondFactor::of_contact(*contact);
    if !enabled.contains(&factor) {
        return Err(Fault::invalid(format!("{} is not enabled for the user pool", factor.name())));
    }
    if !contact.accepts(address) {
        return Err(Fault::invalid(format!("Invalid {} format.", contact.spoken())));
    }
    let has_one = call.subject.profile().is_some_and(|user| user.attribute(contact.attribute()).is_some());
    if has_one {
        return Err(Fault::invalid(format!("User has a {} already", contact.attribute())));
    }
    Ok(())
}

impl UserPools {
    pub(super) fn ask_mfa_setup(&self, mut call: Call<'_>, enabled: BTreeSet<SecondFactor>) -> Answer<Step> {
        let client = call.client;
        let challenge = Challenge::MfaSetup(enabled.clone());
        self.set_asked(client, &mut call.ceremony, challenge, AskedSecret::None);
        Ok(Step::Challenge(Question::MfaSetup {
            username: call.subject.username,
            enabled,
            session: self.seal_setup_session(client, call.ceremony)?,
        }))
    }

    /// Gives the authenticator app of a user who signs in a secret, which the new `Session` carries.
    pub async fn associate_in_sign_in(&self, session: &str, moment: &Moment) -> Answer<Associated> {
        let (client, mut ceremony) = self.open_setup_session(session).await?;
        let subject = self.subject_of(&client, &ceremony, moment).await?;
        let rules = self.rules(&client).await?;
        // Nothing is proved by this call, so that there is nothing to judge.
        let (client, who, metadata) = (&client, &Who::default(), None);
        let call =
            Call { client, rules, subject, ceremony: ceremony.clone(), metadata, who, moment, turn: None };
        match call.next()? {
            Next::Ask(Challenge::MfaSetup(_)) => check_apps_enabled(&client.pool)?,
            Next::Refuse(why) => return Err(why.into()),
            Next::Ask(_) | Next::Define | Next::Admit(_) => return Err(Refused::Outdated.into()),
        }
        let secret = new_secret();
        if let Some(asked) = &mut ceremony.asked {
            asked.secret = AskedSecret::Authenticator(secret);
        }
        let session = self.seal_setup_session(client, ceremony)?;
        Ok(Associated { secret_code: totp::base32(&secret), session: Some(session) })
    }

    /// Verifies a code of the app whose secret a `Session` carries. The `Session` that this gives completes the sign-in.
    pub async fn verify_in_sign_in(
        &self,
        session: &str,
        code: &str,
        device_name: Option<String>,
        moment: &Moment,
    ) -> Answer<String> {
        let (client, ceremony) = self.open_setup_session(session).await?;
        check_apps_enabled(&client.pool)?;
        let stream = self.subject_of(&client, &ceremony, moment).await?.stream;
        let Asked { challenge, secret, .. } = ceremony.asked.clone().ok_or(Refused::Outdated)?;
        let AskedSecret::Authenticator(secret) = secret else {
            return Err(Refusal::AuthenticatorNotAssociated.into());
        };
        let command = EnrolAuthenticator {
            rules: self.rules(&client).await?,
            ceremony,
            checked: checked(&kept(&secret), code, moment.now),
            device_name: named(device_name)?,
        };
        let enrolled = self.core.directories.users.ask(&stream, command, moment).await;
        let ceremony = enrolled.map_err(failed::<User>)??;
        self.setup_is_done(&client, ceremony, challenge)
    }

    /// The challenge is asked once more, and its answer has nothing to prove.
    fn setup_is_done(
        &self,
        client: &OpenClient,
        mut ceremony: Ceremony,
        challenge: Challenge,
    ) -> Answer<String> {
        self.set_asked(client, &mut ceremony, challenge, AskedSecret::None);
        self.seal_setup_session(client, ceremony)
    }
}
