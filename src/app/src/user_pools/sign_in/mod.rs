//! Signing in: a sign-in begins here, its challenges are answered here, tokens come out.
//!
//! Every sign-in is one ceremony, and what follows on each of its steps is decided by [`domain::user_pools::sign_in::next`] alone. This
//! module looks names up, checks proofs (`challenges`), asks the user's aggregate to record the results (`call`), and seals ceremonies for
//! the client to carry (`carried`).
//!
//! An unknown name is treated like a known one with a wrong password, in text, in time and in what is counted, unless the client reveals
//! user existence (`PreventUserExistenceErrors` `LEGACY`).

mod call;
mod carried;
mod challenges;
mod refresh;
mod rules;
mod session;
mod subject;
mod values;

use domain::{
    Moment,
    user_pools::sign_in::{Began, Ceremony, Challenge, CodeUse, Flow, Refused},
    values::contact::Contact,
};

pub use values::{Question, Response, SrpAnswer, Start, Step, Who};

use crate::{
    Answer, Fault,
    user_pools::{UserPools, clients::OpenClient, unknown_names::evenly},
};
use call::Call;
use values::Brought;

impl UserPools {
    /// Begins a sign-in, or continues an earlier one by its refresh token.
    pub async fn begin_sign_in(
        &self,
        client: &OpenClient,
        began: Began,
        start: Start,
        moment: &Moment,
    ) -> Answer<Step> {
        client.check_flow(start.auth_flow(began), began)?;
        match start {
            Start::Password { who, password } => {
                let brought = Brought::Password(password);
                evenly(client, self.begin(client, &who, (Flow::Password, began), brought, moment)).await
            }
            Start::Srp { who, client_public } => {
                let brought = Brought::SrpPublic(client_public);
                evenly(client, self.begin(client, &who, (Flow::Srp, began), brought, moment)).await
            }
            Start::Refresh { token, secret_hash } => {
                self.refresh_auth(client, began, &token, secret_hash.as_deref(), moment).await
            }
        }
    }

    /// Answers a challenge.
    pub async fn answer_challenge(
        &self,
        client: &OpenClient,
        who: &Who,
        response: Response,
        moment: &Moment,
    ) -> Answer<Step> {
        match response {
            Response::PasswordVerifier { session, block, answer } => {
                let (session, block) = (session.as_deref(), block.as_deref());
                evenly(client, self.answer_verifier(client, who, session, block, answer, moment)).await
            }
            Response::NewPassword { session, password, attributes } => {
                let brought = Brought::NewPassword { password, attributes };
                let is_asked = |asked: &Challenge| matches!(asked, Challenge::NewPassword);
                self.answer_by_session(client, who, session, is_asked, brought, moment).await
            }
            Response::SoftwareToken { session, code } => {
                let is_asked = |asked: &Challenge| matches!(asked, Challenge::SoftwareToken);
                self.answer_by_session(client, who, session, is_asked, Brought::Token(code), moment).await
            }
            Response::SelectMfaType { session, factor } => {
                let is_asked = |asked: &Challenge| matches!(asked, Challenge::SelectMfaType(_));
                self.answer_by_session(client, who, session, is_asked, Brought::Chosen(factor), moment).await
            }
            Response::Code { session, contact, code } => {
                let is_asked = match contact {
                    Contact::Phone => is_text,
                    Contact::Email => is_mail,
                };
                self.answer_by_session(client, who, session, is_asked, Brought::Code(code), moment).await
            }
            Response::MfaSetup { session, address } => {
                self.answer_setup(client, who, session, address, moment).await
            }
        }
    }

    async fn begin(
        &self,
        client: &OpenClient,
        who: &Who,
        way: (Flow, Began),
        brought: Brought,
        moment: &Moment,
    ) -> Answer<Step> {
        client.check_secret_hash(&who.username, who.secret_hash.as_deref())?;
        let (user, subject) = self.subject(client, &who.username, moment).await?;
        let ceremony = self.new_ceremony(client, user, way, moment);
        self.go_on(Call::new(client, subject, ceremony, moment), brought).await
    }

    /// The answer to `PASSWORD_VERIFIER`, whose secret block carries the ceremony. A `Session` beside it must be of the same challenge.
    async fn answer_verifier(
        &self,
        client: &OpenClient,
        who: &Who,
        session: Option<&str>,
        block: Option<&str>,
        answer: Answer<SrpAnswer>,
        moment: &Moment,
    ) -> Answer<Step> {
        self.check_hash_of_verifier(client, who, block, moment).await?;
        let beside = session.map(|session| self.open_session(client, session)).transpose()?;
        let answer = answer?;
        let ceremony = self.open_block(client, &answer.secret_block)?;
        if beside.is_some_and(|beside| !beside.asks_the_same(&ceremony)) {
            return Err(Refused::Outdated.into());
        }
        let subject = self.subject_of(client, &ceremony, moment).await?;
        if !self.is_named(client, &who.username, &ceremony.user, &subject).await? {
            return Err(Refused::Wrong.into());
        }
        self.go_on(Call::new(client, subject, ceremony, moment), Brought::SrpAnswer(answer)).await
    }

    /// Refuses a wrong secret hash at `PASSWORD_VERIFIER`. Clients hash the name that they send, or the canonical name that the challenge
    /// told them.
    async fn check_hash_of_verifier(
        &self,
        client: &OpenClient,
        who: &Who,
        block: Option<&str>,
        moment: &Moment,
    ) -> Answer<()> {
        let hash = who.secret_hash.as_deref();
        let by_name_sent = client.check_secret_hash_if_secret(&who.username, hash);
        let ceremony = block.filter(|_| by_name_sent.is_err() && hash.is_some());
        let Some(Ok(ceremony)) = ceremony.map(|block| self.open_block(client, block)) else {
            return by_name_sent;
        };
        let subject = self.subject_of(client, &ceremony, moment).await?;
        client.check_secret_hash_if_secret(&subject.username, hash)
    }

    /// The answer to a challenge whose `Session` carries the ceremony.
    async fn answer_by_session(
        &self,
        client: &OpenClient,
        who: &Who,
        session: Answer<String>,
        is_asked: fn(&Challenge) -> bool,
        brought: Brought,
        moment: &Moment,
    ) -> Answer<Step> {
        client.check_secret_hash_if_secret(&who.username, who.secret_hash.as_deref())?;
        let ceremony = self.open_session(client, &session?)?;
        self.answer_ceremony(client, who, ceremony, is_asked, brought, moment).await
    }

    /// The same for `MFA_SETUP`, whose `Session` is of another form.
    async fn answer_setup(
        &self,
        client: &OpenClient,
        who: &Who,
        session: Answer<String>,
        address: Option<(Contact, String)>,
        moment: &Moment,
    ) -> Answer<Step> {
        client.check_secret_hash_if_secret(&who.username, who.secret_hash.as_deref())?;
        let (other, mut ceremony) = self.open_setup_session(&session?).await?;
        if other.id != client.id {
            return Err(Refused::Outdated.into());
        }
        let is_asked = |asked: &Challenge| matches!(asked, Challenge::MfaSetup(_));
        ceremony.given.setup = address.as_ref().map(|(contact, _)| *contact);
        self.answer_ceremony(client, who, ceremony, is_asked, Brought::SetUp(address), moment).await
    }

    async fn answer_ceremony(
        &self,
        client: &OpenClient,
        who: &Who,
        ceremony: Ceremony,
        is_asked: fn(&Challenge) -> bool,
        brought: Brought,
        moment: &Moment,
    ) -> Answer<Step> {
        let subject = self.subject_of(client, &ceremony, moment).await?;
        let is_meant = ceremony.asked.as_ref().is_some_and(|asked| is_asked(&asked.challenge))
            && self.is_named(client, &who.username, &ceremony.user, &subject).await?;
        if !is_meant {
            return Err(Refused::Outdated.into());
        }
        self.go_on(Call::new(client, subject, ceremony, moment), brought).await
    }
}

/// Whether a code is asked that was sent by text message as a second factor.
const fn is_text(asked: &Challenge) -> bool {
    matches!(asked, Challenge::Code { to: Contact::Phone, code_use: CodeUse::Second | CodeUse::Setup })
}

/// Whether a code is asked that was sent by mail.
const fn is_mail(asked: &Challenge) -> bool {
    matches!(asked, Challenge::Code { to: Contact::Email, .. })
}

/// A step that configuration cannot ask for yet.
fn not_built() -> Fault {
    Fault::not_implemented("This step of a sign-in")
}
