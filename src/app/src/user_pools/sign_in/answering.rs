//! An answer to a challenge: which sign-in it continues, and whether it was asked for.

use domain::{
    Moment,
    user_pools::sign_in::{Ceremony, Challenge, Refused},
};

use super::{Content, Response, SrpAnswer, Step, Who, brought::Brought, call::Call};
use crate::{
    Answer,
    user_pools::{UserPools, clients::OpenClient, watch::check_address},
};

impl UserPools {
    /// The step that follows on an answer.
    pub(super) async fn respond(
        &self,
        client: &OpenClient,
        who: &Who,
        response: Response,
        moment: &Moment,
    ) -> Answer<Step> {
        match response {
            Response::Verifier { challenge, session, block, answer } => {
                let (carried, proved) = ((session, block), (challenge, answer));
                self.answer_verifier(client, who, carried, proved, moment).await
            }
            // Whatever challenge the caller names: the sign-in may be of an unknown user.
            Response::BySession { session, content } => {
                self.answer_by_session(client, who, session, content, moment).await
            }
        }
    }

    /// The answer to `PASSWORD_VERIFIER` or `DEVICE_PASSWORD_VERIFIER`, whose secret block carries the ceremony. A `Session` beside it must
    /// be of the same challenge.
    async fn answer_verifier(
        &self,
        client: &OpenClient,
        who: &Who,
        (session, block): (Option<String>, Option<String>),
        (challenge, answer): (Challenge, Answer<SrpAnswer>),
        moment: &Moment,
    ) -> Answer<Step> {
        self.check_hash_of_verifier(client, who, block.as_deref(), moment).await?;
        check_address(client, &who.context, moment)?;
        let beside = session.map(|session| self.open_session(client, &session)).transpose()?;
        let answer = answer?;
        let mut ceremony = self.open_block(client, &answer.secret_block)?;
        who.check_serves(&ceremony)?;
        let is_asked = ceremony.asked.as_ref().is_some_and(|asked| asked.challenge == challenge);
        if !is_asked || beside.is_some_and(|beside| !beside.asks_the_same(&ceremony)) {
            return Err(Refused::Outdated.into());
        }
        // A client that learns that its device is not known sends the same answer again without it.
        ceremony.name_device(self.named_device(client, who));
        let subject = self.subject_of(client, &ceremony, moment).await?;
        if !self.is_named(client, &who.username, &ceremony.user, &subject).await? {
            return Err(Refused::Wrong.into());
        }
        let rules = self.rules(client).await?;
        let metadata = who.client_metadata.clone();
        let call = Call { client, rules, subject, ceremony, metadata, who, moment, turn: None };
        self.go_on(call, Brought::SrpAnswer(answer)).await
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
        session: Answer<Option<String>>,
        content: Content,
        moment: &Moment,
    ) -> Answer<Step> {
        client.check_secret_hash_if_secret(&who.username, who.secret_hash.as_deref())?;
        check_address(client, &who.context, moment)?;
        let mut ceremony = match session? {
            Some(session) => self.open_session_for(client, &session, &content).await?,
            None => self.asked_of_device(client, who).await?,
        };
        who.check_serves(&ceremony)?;
        ceremony.given = content.given();
        if let Some(device) = self.named_device(client, who) {
            ceremony.name_device(Some(device));
        }
        let subject = self.subject_of(client, &ceremony, moment).await?;
        let is_meant = ceremony.asked.as_ref().is_some_and(|asked| content.answers(&asked.challenge))
            && self.is_named(client, &who.username, &ceremony.user, &subject).await?;
        if !is_meant {
            return Err(Refused::Outdated.into());
        }
        let rules = self.rules(client).await?;
        let metadata = who.client_metadata.clone();
        let call = Call { client, rules, subject, ceremony, metadata, who, moment, turn: None };
        self.go_on(call, Brought::Content(content)).await
    }

    /// The ceremony of a `Session`; that of `MFA_SETUP` is of another form.
    async fn open_session_for(
        &self,
        client: &OpenClient,
        session: &str,
        content: &Content,
    ) -> Answer<Ceremony> {
        if !matches!(content, Content::MfaSetup(_)) {
            return self.open_session(client, session);
        }
        let (opened_for, ceremony) = self.open_setup_session(session).await?;
        if opened_for.id == client.id { Ok(ceremony) } else { Err(Refused::Outdated.into()) }
    }
}

impl Who {
    /// Refuses a sign-in that began for another client's request, or on the pages and is continued in the API.
    pub(super) fn check_serves(&self, ceremony: &Ceremony) -> Answer<()> {
        let serves = self.authorization.as_ref().map(|authorization| authorization.digest);
        if ceremony.authorize == serves { Ok(()) } else { Err(Refused::Outdated.into()) }
    }
}
