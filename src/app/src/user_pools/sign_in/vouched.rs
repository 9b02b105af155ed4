//! A sign-in for which an identity provider has vouched: no factor is asked, and in the end a session is open for the client's request, as
//! after any other sign-in on the pages.

use domain::{
    Moment,
    user_pools::{
        sign_in::{self, Began, Ceremony, Flow, Next, Refused, SignInUser},
        user::commands::Proof,
    },
};
use ports::triggers::Texts;
use serde::{Deserialize, Serialize};

use super::{Authorization, PageSession, PageStep, Who, brought::Brought, call::Call};
use crate::{
    Answer,
    user_pools::{
        UserPools,
        clients::OpenClient,
        federation::{Known, is_passing},
        watch::UserContext,
    },
};

/// A user for whom a provider has vouched.
#[derive(Clone, Serialize, Deserialize)]
pub struct Vouched {
    /// The provider's name.
    provider: String,
    /// The state of the sign-in.
    ceremony: String,
    /// Whether the provider's answer has made the user.
    is_new: bool,
}

impl Vouched {
    /// The provider's name.
    pub(crate) fn provider(&self) -> &str {
        &self.provider
    }
}

impl UserPools {
    /// The sign-in of a user for whom a provider has vouched, if the user may sign in. `id` is that of the sign-in at the provider.
    pub(crate) async fn vouch(
        &self,
        client: &OpenClient,
        (provider, known): (&str, &Known),
        (id, authorization): ([u8; 16], &Authorization),
        moment: &Moment,
    ) -> Answer<Vouched> {
        let sub = known.stream.id.id().to_owned();
        let user = SignInUser::Known { decoy: sub.clone(), sub };
        let way = (Flow::Federated, Began::Page);
        let mut ceremony = Ceremony { id, ..self.new_ceremony(client, user, way, moment) };
        ceremony.authorize = Some(authorization.digest);
        let person = self.look_at_user(&known.stream).await?.person(moment.now);
        ceremony.vouch(&person);
        let rules = self.rules(client).await?;
        if let Next::Refuse(why) = sign_in::next(&rules, &person, &ceremony) {
            let of = (provider, &known.stream);
            return Err(self.refuse_federation(client, of, why.into(), moment).await);
        }
        let ceremony = ceremony.to_text().map_err(|_| Refused::Outdated)?;
        Ok(Vouched { provider: provider.to_owned(), ceremony, is_new: known.is_new })
    }

    /// Opens the session of a user for whom a provider has vouched: once, and for the request that it was for.
    pub(crate) async fn open_vouched(
        &self,
        client: &OpenClient,
        vouched: &Vouched,
        authorization: &Authorization,
        moment: &Moment,
    ) -> Answer<PageSession> {
        let ceremony = Ceremony::from_text(&vouched.ceremony).map_err(|_| Refused::Outdated)?;
        let is_over = moment.now >= ceremony.vouched_until();
        if is_over || !ceremony.is_vouched() || !self.is_of(client, &ceremony) {
            return Err(Refused::Outdated.into());
        }
        let subject = self.subject_of(client, &ceremony, moment).await?;
        let stream = subject.stream.clone();
        let who = Who {
            username: subject.username.clone(),
            context: UserContext::default(),
            authorization: Some(authorization.clone()),
            // As at AWS functions are told of no data by an empty map.
            client_metadata: Some(Texts::new()),
            ..Who::default()
        };
        who.check_serves(&ceremony)?;
        let rules = self.rules(client).await?;
        let call = Call { client, rules, subject, ceremony, metadata: None, who: &who, moment, turn: None };
        match Box::pin(self.admit_vouched(call, vouched.is_new)).await {
            Err(fault) if !is_passing(&fault) => {
                Err(self.refuse_federation(client, (&vouched.provider, &stream), fault, moment).await)
            }
            session => session,
        }
    }

    async fn admit_vouched(&self, call: Call<'_>, is_new: bool) -> Answer<PageSession> {
        if !is_new {
            self.ask_pre_authentication(&call).await?;
        }
        let (client, moment) = (call.client, call.moment);
        let step = self.answer(call, Proof::Vouched, Brought::Nothing).await?;
        match self.page_step(client, step, moment).await? {
            PageStep::Complete(session) => Ok(session),
            // A provider's word is all that is asked for.
            PageStep::Challenge(_) => Err(Refused::Outdated.into()),
        }
    }
}
