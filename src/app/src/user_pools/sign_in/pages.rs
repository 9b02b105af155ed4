//! Signing in on the sign-in pages: the same ceremony as in the API. In the end a session is open for the client's request, whose code or
//! tokens are given out by `oauth`, and the browser is known again by a session of its own.

use domain::{
    Moment, Timestamp,
    user_pools::{
        session::{self, Alive, Opened, Purpose, Session, commands::Open, commands::RedeemCode},
        sign_in::{self, Began, Ceremony, Flow, Next, SignInUser, TokenOccasion},
        user::{self, Profile},
    },
};

use serde::{Deserialize, Serialize};

use super::{Admitted, Authorization, Response, Start, Step, Who};
use crate::{
    Answer,
    kernel::{fault::failed, ids},
    user_pools::{
        UserPools,
        clients::OpenClient,
        passkeys::Registrant,
        tokens::{BoundTo, Origin, TokenSet},
        triggers::TokensFor,
        unknown_names::evenly,
    },
};

/// What follows on a step of a sign-in on the pages.
pub enum PageStep {
    /// The sign-in is complete.
    Complete(PageSession),
    /// A challenge must be answered.
    Challenge(super::Question),
}

/// The session that a client gets for its request to the pages.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PageSession {
    /// The user.
    pub(crate) sub: String,
    /// Its `origin_jti`.
    pub(crate) jti: String,
    /// That of the browser; absent where the client wants every sign-in to be a fresh one.
    pub(crate) browser: Option<String>,
}

/// A browser as its cookie names it.
pub struct KnownBrowser<'a> {
    /// The user.
    pub(crate) sub: &'a str,
    /// Its session.
    pub(crate) jti: &'a str,
    /// So long ago at most its user has signed in (`max_age`).
    pub(crate) max_age_seconds: Option<i64>,
}

/// A code whose client brings it for tokens.
pub(crate) struct CodeToRedeem<'a> {
    pub(crate) sub: &'a str,
    pub(crate) jti: &'a str,
    pub(crate) nonce: Option<&'a str>,
    /// Whether the proof that it must come with (`code_verifier`) is right.
    pub(crate) is_proved: bool,
}

impl UserPools {
    /// Begins a sign-in on the pages, whatever flows the client may use in the API.
    pub async fn begin_on_pages(
        &self,
        client: &OpenClient,
        start: Start,
        moment: &Moment,
    ) -> Answer<PageStep> {
        let step = evenly(client, self.start(client, Began::Page, start, moment)).await?;
        self.page_step(client, step, moment).await
    }

    /// Answers a challenge on the pages.
    pub async fn answer_on_pages(
        &self,
        client: &OpenClient,
        who: &Who,
        response: Response,
        moment: &Moment,
    ) -> Answer<PageStep> {
        let step = Box::pin(evenly(client, self.respond(client, who, response, moment))).await?;
        self.page_step(client, step, moment).await
    }

    pub(super) async fn page_step(
        &self,
        client: &OpenClient,
        step: Step,
        moment: &Moment,
    ) -> Answer<PageStep> {
        let admitted = match step {
            Step::Challenge(question) => return Ok(PageStep::Challenge(question)),
            Step::Admitted(admitted) => admitted,
        };
        self.make_room_for(client, &admitted, moment).await?;
        let Admitted { jti, alive, .. } = *admitted;
        let Opened { sub, purpose, .. } = alive.opened;
        let browser = match purpose {
            Purpose::Pages(for_client) if client.session_reuse_minutes > 0 => Some(for_client.browser),
            Purpose::Pages(_) | Purpose::Api | Purpose::Browser(_) => None,
        };
        Ok(PageStep::Complete(PageSession { sub, jti, browser }))
    }

    /// A session for a client's request from a browser whose user is known; none where the user must sign in. No function is asked.
    pub async fn open_in_browser(
        &self,
        client: &OpenClient,
        authorization: &Authorization,
        known: &KnownBrowser<'_>,
        moment: &Moment,
    ) -> Answer<Option<PageSession>> {
        let stream = user::stream(&client.pool.id, known.sub);
        let Some((ceremony, auth_time, recoveries)) = self.ceremony_of_browser(client, known, moment).await?
        else {
            return Ok(None);
        };
        let user = self.look_at_user(&stream).await?;
        let rules = self.rules(client).await?;
        let next = sign_in::next(&rules, &user.person_in(&ceremony, moment.now), &ceremony);
        if !matches!(next, Next::Admit(_)) {
            return Ok(None);
        }
        let opened = Opened {
            user_epoch: ceremony.basis.map_or(0, |basis| basis.sign_out_epoch),
            recoveries,
            ..self.opened_for(client, &stream, Some((authorization, known.jti)), auth_time)
        };
        let jti = ids::uuid().to_string();
        let session = session::stream(&stream, &jti);
        let opening = self.core.directories.sessions.ask(&session, Open(opened), moment);
        opening.await.map_err(failed::<Session>)?;
        let limits = user.profile()?.session_limits();
        self.end_surplus_sessions(&client.pool, &stream, limits, (moment.now, &jti), moment).await?;
        Ok(Some(PageSession { sub: known.sub.to_owned(), jti, browser: Some(known.jti.to_owned()) }))
    }

    /// The name of the user of a known browser; none where the user must sign in.
    pub async fn name_in_browser(
        &self,
        client: &OpenClient,
        known: &KnownBrowser<'_>,
        moment: &Moment,
    ) -> Answer<Option<String>> {
        if self.ceremony_of_browser(client, known, moment).await?.is_none() {
            return Ok(None);
        }
        let user = self.look_at_user(&user::stream(&client.pool.id, known.sub)).await?;
        Ok(Some(user.profile()?.name()?.to_owned()))
    }

    /// The user of a known browser, who may be given a passkey; none where the user must sign in.
    pub async fn registrant_in_browser(
        &self,
        client: &OpenClient,
        known: &KnownBrowser<'_>,
        moment: &Moment,
    ) -> Answer<Option<Registrant>> {
        if self.ceremony_of_browser(client, known, moment).await?.is_none() {
            return Ok(None);
        }
        let stream = user::stream(&client.pool.id, known.sub);
        let user = self.look_at_user(&stream).await?;
        user.profile()?.must_be_enabled()?;
        Ok(Some(Registrant { pool: client.pool.clone(), client: client.id.clone(), stream, user }))
    }

    /// The ceremony by which a known browser is let in, the time of its user's sign-in, and how often the password had been recovered.
    async fn ceremony_of_browser(
        &self,
        client: &OpenClient,
        known: &KnownBrowser<'_>,
        moment: &Moment,
    ) -> Answer<Option<(Ceremony, Timestamp, u64)>> {
        let stream = user::stream(&client.pool.id, known.sub);
        let user = self.look_at_user(&stream).await?;
        let Ok(profile) = user.profile() else { return Ok(None) };
        let session = self.look_at_session(&stream, known.jti).await?;
        let limits = profile.session_limits();
        let Some((basis, auth_time)) = session.check_browser(known.sub, limits, moment.now) else {
            return Ok(None);
        };
        let reuse_seconds = i64::from(client.session_reuse_minutes) * 60;
        let seconds = known.max_age_seconds.map_or(reuse_seconds, |max_age| max_age.min(reuse_seconds));
        if moment.now >= auth_time.plus_seconds(seconds) {
            return Ok(None);
        }
        let named = SignInUser::Known { sub: known.sub.to_owned(), decoy: known.sub.to_owned() };
        let mut ceremony = self.new_ceremony(client, named, (Flow::Cookie, Began::Page), moment);
        ceremony.basis = Some(basis);
        Ok(Some((ceremony, auth_time, limits.recoveries)))
    }

    /// The tokens for a code. One that is brought again ends its session, and so does one without its proof.
    pub(crate) async fn redeem_code(
        &self,
        client: &OpenClient,
        code: CodeToRedeem<'_>,
        client_metadata: Option<ports::triggers::Texts>,
        moment: &Moment,
    ) -> Answer<TokenSet> {
        let stream = user::stream(&client.pool.id, code.sub);
        let user = self.look_at_user(&stream).await?;
        let session = self.look_at_session(&stream, code.jti).await?;
        let limits = user.profile().map(Profile::session_limits).unwrap_or_default();
        let Alive { opened, is_code_redeemed, refresh_tokens, .. } =
            session.check_refresh(&client.id, limits, moment.now)?;
        let session_stream = session::stream(&stream, code.jti);
        let redeem = || {
            let redeem = RedeemCode { client_id: client.id.clone() };
            self.core.directories.sessions.ask(&session_stream, redeem, moment)
        };
        if *is_code_redeemed || !code.is_proved {
            redeem().await.map_err(failed::<Session>)?;
            return Err(session::Refusal::Invalid.into());
        }
        self.check_refreshing_user(client, Began::Page, code.sub, &user, moment).await?;
        let (profile, scopes) = (user.profile()?, &opened.scopes);
        let tokens = TokensFor { sub: code.sub, profile, occasion: TokenOccasion::Page, scopes };
        let changes = self.ask_pre_token(client, tokens, client_metadata).await?;
        redeem().await.map_err(failed::<Session>)?;
        let origin = Origin { bound: Some(BoundTo { nonce: code.nonce }), ..Origin::of(code.jti, opened) };
        let newest = Some(refresh_tokens.newest);
        self.issue(client, (profile, changes.as_ref()), &origin, newest).await
    }
}
