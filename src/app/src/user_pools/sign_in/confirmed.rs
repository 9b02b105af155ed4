//! Signing in right after signing up: `SignUp` gives out a `Session`, `ConfirmSignUp` takes it with the code and gives out another, and with
//! that one `USER_AUTH` asks for no first factor. The code has proved the address; the first `Session`, that it is the client which signed
//! the user up. Without that one a code is enough where codes sign users in.

use domain::{
    Moment, Stream,
    user_pools::{
        client::AuthFlow,
        sign_in::{
            AskedSecret, Began, Ceremony, Challenge, CodeUse, Factor, FirstFactor, Flow, Refused, SignInUser,
        },
        user::commands::Proof,
    },
    values::contact::Contact,
};

use super::{Step, Who, brought::Brought};
use crate::{
    Answer,
    user_pools::{UserPools, clients::OpenClient, watch::check_address},
};

impl UserPools {
    /// The `Session` of a sign-up whose code goes to a contact, if the client may sign users in by `USER_AUTH`.
    pub(in crate::user_pools) fn session_of_sign_up(
        &self,
        client: &OpenClient,
        named: (&str, &str),
        contact: Contact,
        moment: &Moment,
    ) -> Answer<Option<String>> {
        let begun = self.begin_sign_up(client, named, contact, moment);
        begun.map(|ceremony| self.seal_session(client, ceremony)).transpose()
    }

    /// The sign-in that follows on a confirmation by the code that was sent to a contact: that of the sign-up's `Session`, or another where
    /// such codes sign users in anyway. Amplify brings no `Session`, and one that has ended keeps no user from being confirmed.
    pub(in crate::user_pools) fn sign_in_of_sign_up(
        &self,
        client: &OpenClient,
        (username, user): (&str, &Stream),
        (session, contact): (Option<&str>, Option<Contact>),
        moment: &Moment,
    ) -> Answer<Option<Ceremony>> {
        let sub = user.id.id();
        if let Some(session) = session
            && let Some(ceremony) = self.open_unless_ended(client, session)?
        {
            let is_of_user = ceremony.user.subs().next() == Some(sub);
            let is_meant = is_of_user && ceremony.flow == Flow::Confirmed;
            return if is_meant { Ok(Some(ceremony)) } else { Err(Refused::Outdated.into()) };
        }
        let contact = contact.filter(|contact| client.pool.config.first_codes.contains(contact));
        Ok(contact.and_then(|contact| self.begin_sign_up(client, (username, sub), contact, moment)))
    }

    fn begin_sign_up(
        &self,
        client: &OpenClient,
        (username, sub): (&str, &str),
        contact: Contact,
        moment: &Moment,
    ) -> Option<Ceremony> {
        let decoy = self.decoy(&client.pool, username).0.id.id().to_owned();
        let user = SignInUser::Known { sub: sub.to_owned(), decoy };
        let mut ceremony = self.new_ceremony(client, user, (Flow::Confirmed, Began::Public), moment);
        self.set_code_of_sign_up(client, &mut ceremony, contact);
        client.config.allows(AuthFlow::User).then_some(ceremony)
    }

    /// The `Session` of a user whom the code of the sign-up has confirmed.
    pub(in crate::user_pools) async fn session_of_confirmed(
        &self,
        client: &OpenClient,
        stream: &Stream,
        mut ceremony: Ceremony,
        moment: &Moment,
    ) -> Answer<String> {
        let asked = ceremony.asked.as_ref().map(|asked| &asked.challenge);
        let Some(&Challenge::Code { to, .. }) = asked else { return Err(Refused::Outdated.into()) };
        let person = self.look_at_user(stream).await?.person(moment.now);
        ceremony.pass(Factor::First(FirstFactor::of_contact(to)), &person, moment.now);
        self.set_code_of_sign_up(client, &mut ceremony, to);
        self.seal_session(client, ceremony)
    }

    /// The code is that of the sign-up: there is no secret to check another by.
    fn set_code_of_sign_up(&self, client: &OpenClient, ceremony: &mut Ceremony, to: Contact) {
        let challenge = Challenge::Code { to, code_use: CodeUse::First };
        self.set_asked(client, ceremony, challenge, AskedSecret::None);
    }

    /// `USER_AUTH` with the `Session` of `ConfirmSignUp`.
    pub(super) async fn begin_confirmed(
        &self,
        client: &OpenClient,
        who: &Who,
        session: &str,
        moment: &Moment,
    ) -> Answer<Step> {
        client.check_secret_hash(&who.username, who.secret_hash.as_deref())?;
        check_address(client, &who.context, moment)?;
        let ceremony = self.open_session(client, session)?;
        let subject = self.subject_of(client, &ceremony, moment).await?;
        if !self.is_named(client, &who.username, &ceremony.user, &subject).await? {
            return Err(Refused::Outdated.into());
        }
        let call = self.begun(client, who, (subject, ceremony), moment).await?;
        self.answer(call, Proof::Confirmed, Brought::Nothing).await
    }
}
