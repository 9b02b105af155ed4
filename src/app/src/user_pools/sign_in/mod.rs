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
    user_pools::sign_in::{Began, Challenge, Flow, Refused},
    values::attributes::Values,
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
        client.check_flow(start.auth_flow(began))?;
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
            Response::PasswordVerifier(answer) => {
                evenly(client, self.answer_verifier(client, who, answer, moment)).await
            }
            Response::NewPassword { session, password, attributes } => {
                let new = (password, attributes);
                self.answer_new_password(client, who, session.as_deref(), new, moment).await
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
        let subject = self.subject(client, &who.username, moment).await?;
        let ceremony = self.new_ceremony(client, subject.user(), way, moment);
        self.go_on(Call::new(client, subject, ceremony, moment), brought).await
    }

    async fn answer_verifier(
        &self,
        client: &OpenClient,
        who: &Who,
        answer: SrpAnswer,
        moment: &Moment,
    ) -> Answer<Step> {
        let ceremony = self.open_block(client, &answer.secret_block)?;
        let subject = self.subject_of(client, &ceremony.user, moment).await?;
        if !self.is_named(client, &who.username, &subject).await? {
            return Err(Refused::Wrong.into());
        }
        client.check_secret_hash_if_secret(&subject.username, who.secret_hash.as_deref())?;
        self.go_on(Call::new(client, subject, ceremony, moment), Brought::SrpAnswer(answer)).await
    }

    async fn answer_new_password(
        &self,
        client: &OpenClient,
        who: &Who,
        session: Option<&str>,
        (password, attributes): (Option<String>, Values),
        moment: &Moment,
    ) -> Answer<Step> {
        client.check_secret_hash_if_secret(&who.username, who.secret_hash.as_deref())?;
        let ceremony = self.open_session(client, session)?;
        let subject = self.subject_of(client, &ceremony.user, moment).await?;
        let is_meant =
            ceremony.asks(&Challenge::NewPassword) && self.is_named(client, &who.username, &subject).await?;
        if !is_meant {
            return Err(Refused::Outdated.into());
        }
        // Only a caller who holds the session learns what is missing beside it.
        let missing = || Fault::invalid("Missing required parameter NEW_PASSWORD");
        let brought = Brought::NewPassword { password: password.ok_or_else(missing)?, attributes };
        self.go_on(Call::new(client, subject, ceremony, moment), brought).await
    }
}

/// A step that configuration cannot ask for yet.
fn not_built() -> Fault {
    Fault::not_implemented("This step of a sign-in")
}
