//! The cookie by which the pages know a browser again, and what a client gets without asking its user.

use domain::{
    Moment, Timestamp,
    user_pools::{
        session::{self, Session, commands::Revoke},
        user,
    },
};
use serde::{Deserialize, Serialize};

use super::{OAuth, authorize::Asked};
use crate::{
    Answer,
    kernel::{
        fault::failed,
        sealer::{Form, Token},
    },
    user_pools::{
        passkeys::Registrant,
        pools::OpenPool,
        sign_in::{KnownBrowser, PageSession},
    },
};

/// A browser whose user has signed in on the pages of a pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Browser {
    sub: String,
    jti: String,
    /// The client at which the user signed in.
    client: String,
}

impl Token for Browser {
    const KEY: &'static str = "browser";
    const PURPOSE: &'static str = "browser's session";
    const FORM: Form = Form::Bare;

    /// Its session decides when it ends.
    fn expires_at(&self) -> Option<Timestamp> {
        None
    }
}

impl OAuth {
    /// The cookie of a browser in which a user has just signed in; none where the client wants every sign-in to be a fresh one.
    pub fn cookie(&self, asked: &Asked, session: &PageSession) -> Answer<Option<String>> {
        let Some(jti) = session.browser.clone() else { return Ok(None) };
        let browser = Browser { sub: session.sub.clone(), jti, client: asked.client.id.clone() };
        self.core.sealer.seal(asked.client.pool.id.as_str(), &browser).map(Some)
    }

    /// The browser of a cookie, if it is one of the pool's.
    pub fn browser(&self, pool: &OpenPool, cookie: &str) -> Option<Browser> {
        self.core.sealer.open(pool.id.as_str(), cookie).ok()
    }

    /// What a client gets for its request without its user being asked; none where the user must sign in.
    pub async fn known(
        &self,
        asked: &Asked,
        browser: &Browser,
        moment: &Moment,
    ) -> Answer<Option<PageSession>> {
        if !asked.may_be(&browser.sub) {
            return Ok(None);
        }
        let known =
            KnownBrowser { sub: &browser.sub, jti: &browser.jti, max_age_seconds: asked.max_age_seconds };
        self.user_pools.open_in_browser(&asked.client, &asked.authorization, &known, moment).await
    }

    /// The user of a browser, by name, for asking whether to go on as this user.
    pub async fn name_of(&self, asked: &Asked, browser: &Browser, moment: &Moment) -> Answer<Option<String>> {
        let known =
            KnownBrowser { sub: &browser.sub, jti: &browser.jti, max_age_seconds: asked.max_age_seconds };
        self.user_pools.name_in_browser(&asked.client, &known, moment).await
    }

    /// The user of a browser, who may be given a passkey; none where the user must sign in.
    pub async fn registrant(
        &self,
        asked: &Asked,
        browser: &Browser,
        moment: &Moment,
    ) -> Answer<Option<Registrant>> {
        if !asked.may_be(&browser.sub) {
            return Ok(None);
        }
        let known =
            KnownBrowser { sub: &browser.sub, jti: &browser.jti, max_age_seconds: asked.max_age_seconds };
        self.user_pools.registrant_in_browser(&asked.client, &known, moment).await
    }

    /// The pages forget a browser. Tokens stay good, as at AWS.
    pub async fn forget_browser(&self, pool: &OpenPool, browser: &Browser, moment: &Moment) -> Answer<()> {
        let stream = session::stream(&user::stream(&pool.id, &browser.sub), &browser.jti);
        let revoke = Revoke { client_id: browser.client.clone() };
        match self.core.directories.sessions.ask(&stream, revoke, moment).await {
            // There is no such session: it is over.
            Ok(()) | Err(host::Failure::Refused(_)) => Ok(()),
            Err(failure) => Err(failed::<Session>(failure)),
        }
    }
}
