//! Signing in: a sign-in begins here, its challenges are answered here, tokens come out.
//!
//! Every sign-in is one ceremony, and what follows on each of its steps is decided by [`domain::user_pools::sign_in::next`] alone. This
//! module looks names up, checks proofs (`challenges`), asks the user's aggregate to record the results (`call`), and seals ceremonies for
//! the client to carry (`carried`).
//!
//! An unknown name is treated like a known one with a wrong password, in text, in time and in what is counted, unless the client reveals
//! user existence (`PreventUserExistenceErrors` `LEGACY`).

mod answering;
mod auth_factors;
mod brought;
mod by_passkey;
mod call;
mod carried;
mod challenges;
mod confirmed;
mod functions;
mod locked;
mod pages;
mod refresh;
mod response;
mod rules;
mod session;
mod step;
mod subject;
mod values;
mod vouched;

use domain::{
    Moment,
    user_pools::sign_in::{Began, Ceremony, DeviceId, FirstFactor, Flow},
};

pub use auth_factors::AuthFactors;
pub use by_passkey::{NamedStep, PasskeyOffer};
pub(crate) use pages::CodeToRedeem;
pub use pages::{KnownBrowser, PageSession, PageStep};
pub use refresh::{ClientProof, Refresh};
pub use response::{CodeChallenge, Content, PasskeyAnswer, Response};
pub use session::Admitted;
pub use step::{Outcome, Step};
pub use values::{AllowedPasskey, Along, Authorization, Question, RequestOptions, SrpAnswer, Start, Who};
pub use vouched::Vouched;

use crate::{
    Answer, Fault,
    user_pools::{UserPools, clients::OpenClient, unknown_names::evenly, watch::check_address},
};
use brought::Brought;
use call::Call;
use subject::Subject;

impl UserPools {
    /// Begins a sign-in, or continues an earlier one by its refresh token.
    pub async fn begin_sign_in(
        &self,
        client: &OpenClient,
        began: Began,
        start: Start,
        moment: &Moment,
    ) -> Answer<Outcome> {
        client.check_flow(start.auth_flow(began), began)?;
        if let Start::Refresh { token, secret_hash, device_key } = start {
            let proof = ClientProof::Hash(secret_hash.as_deref());
            let device_key = device_key.as_deref();
            let refresh = Refresh { token: &token, proof, device_key, client_metadata: None };
            return self.refresh(client, began, refresh, moment).await.map(Outcome::Tokens);
        }
        let outcome =
            async { self.outcome(client, self.start(client, began, start, moment).await?, moment).await };
        evenly(client, outcome).await
    }

    /// Answers a challenge.
    pub async fn answer_challenge(
        &self,
        client: &OpenClient,
        who: &Who,
        response: Response,
        moment: &Moment,
    ) -> Answer<Outcome> {
        let outcome =
            async { self.outcome(client, self.respond(client, who, response, moment).await?, moment).await };
        // Boxed, because the future of a whole answer is large.
        Box::pin(evenly(client, outcome)).await
    }

    async fn outcome(&self, client: &OpenClient, step: Step, moment: &Moment) -> Answer<Outcome> {
        Ok(match step {
            Step::Admitted(admitted) => Outcome::Tokens(self.tokens(client, *admitted, moment).await?),
            Step::Challenge(question) => Outcome::Challenge(question),
        })
    }

    async fn start(&self, client: &OpenClient, began: Began, start: Start, moment: &Moment) -> Answer<Step> {
        match start {
            Start::Password { who, password } => {
                let brought = Brought::Password(password);
                self.begin(client, &who, (Flow::Password, began), brought, moment).await
            }
            Start::Srp { who, client_public } => {
                let brought = Brought::SrpPublic(client_public);
                self.begin(client, &who, (Flow::Srp, began), brought, moment).await
            }
            Start::Custom { who, with_srp, client_public } => {
                let brought = client_public.map_or(Brought::Nothing, Brought::SrpPublic);
                self.begin(client, &who, (Flow::Custom { with_srp }, began), brought, moment).await
            }
            Start::Choice { who, preferred, along } => {
                self.begin_choice(client, &who, began, preferred, along, moment).await
            }
            Start::Confirmed { who, session } => self.begin_confirmed(client, &who, &session, moment).await,
            // A refresh is no sign-in, and has no step.
            Start::Refresh { .. } => Err(not_built()),
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
        check_address(client, &who.context, moment)?;
        let (user, subject) = self.subject_or_newcomer(client, who, &brought, moment).await?;
        let mut ceremony = self.new_ceremony(client, user, way, moment);
        if matches!(brought, Brought::SrpPublic(_)) {
            ceremony.begin_by_srp();
        }
        let call = self.begun(client, who, (subject, ceremony), moment).await?;
        self.go_on(call, brought).await
    }

    /// `USER_AUTH`
    async fn begin_choice(
        &self,
        client: &OpenClient,
        who: &Who,
        began: Began,
        preferred: Option<FirstFactor>,
        along: Along,
        moment: &Moment,
    ) -> Answer<Step> {
        client.check_secret_hash(&who.username, who.secret_hash.as_deref())?;
        check_address(client, &who.context, moment)?;
        let (user, subject) = self.subject(client, &who.username, moment).await?;
        let mut ceremony = self.new_ceremony(client, user, (Flow::Choice, began), moment);
        ceremony.given.first = preferred;
        ceremony.given.srp_public = along.client_public.is_some();
        let call = self.begun(client, who, (subject, ceremony), moment).await?;
        self.go_on(call, Brought::Choice(along)).await
    }

    /// The call that has begun a sign-in, if `PreAuthentication` lets it go on.
    async fn begun<'a>(
        &self,
        client: &'a OpenClient,
        who: &'a Who,
        (subject, mut ceremony): (Subject, Ceremony),
        moment: &'a Moment,
    ) -> Answer<Call<'a>> {
        ceremony.device = self.named_device(client, who);
        ceremony.authorize = who.authorization.as_ref().map(|authorization| authorization.digest);
        let rules = self.rules(client).await?;
        let call = Call { client, rules, subject, ceremony, metadata: None, who, moment, turn: None };
        self.ask_pre_authentication(&call).await?;
        Ok(call)
    }

    /// The device that a call names.
    pub(super) fn named_device(&self, client: &OpenClient, who: &Who) -> Option<DeviceId> {
        who.device_key.as_deref().map(|key| self.device_id(&client.pool, key))
    }
}

/// A step that configuration cannot ask for yet.
fn not_built() -> Fault {
    Fault::not_implemented("This step of a sign-in")
}
