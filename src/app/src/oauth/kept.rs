//! What the pages keep with a browser between its requests: sealed, for one authorize request, and for an hour.

use domain::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{OAuth, authorize::Asked};
use crate::{
    Answer,
    kernel::sealer::{Form, Token},
};

/// No sign-in takes longer.
const KEPT_SECONDS: i64 = 3_600;

#[derive(Serialize, Deserialize)]
struct Kept<T> {
    digest: [u8; 32],
    ends_at: Timestamp,
    content: T,
}

impl<T: Serialize + DeserializeOwned> Token for Kept<T> {
    const KEY: &'static str = "pages";
    const PURPOSE: &'static str = "what a page goes on with";
    const FORM: Form = Form::Bare;

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.ends_at)
    }
}

impl OAuth {
    /// Seals what is to be known at the next request.
    pub fn keep<T: Serialize + DeserializeOwned>(&self, asked: &Asked, content: T) -> Answer<String> {
        let ends_at = self.core.clock().now().plus_seconds(KEPT_SECONDS);
        let kept = Kept { digest: asked.authorization.digest, ends_at, content };
        self.core.sealer.seal(asked.client.pool.id.as_str(), &kept)
    }

    /// What was kept for the same authorize request.
    pub fn kept<T: Serialize + DeserializeOwned>(&self, asked: &Asked, text: &str) -> Option<T> {
        let kept: Kept<T> = self.core.sealer.open(asked.client.pool.id.as_str(), text).ok()?;
        (kept.digest == asked.authorization.digest).then_some(kept.content)
    }
}
