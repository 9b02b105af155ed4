//! Opaque texts that are given out and come back: sessions, refresh tokens, temporary credentials, where a page ended. What one carries is
//! sealed, so that it needs no row; it opens on every node, for what it was made for alone.

use base64::{Engine, engine::general_purpose::STANDARD};
use crypto::{
    jwe,
    seal::{DataKey, MasterKey, Unsealable, open_token, seal_short_token, seal_token},
};
use domain::Timestamp;
use ledger::Clock;
use serde::{Serialize, de::DeserializeOwned};

use super::fault::{Answer, encoded};

/// How a sealed text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Base64url of what was sealed: as long as its content is.
    Plain,
    /// Base64, filled up to one of a few lengths, so that its length tells little of its content.
    Padded,
    /// Base64url, not filled up: for what must fit a short member of the model and has a length that tells nothing.
    Short,
    /// A JSON Web Encryption, as AWS writes refresh tokens.
    Jwe,
}

/// What an opaque text carries.
pub(crate) trait Token: Serialize + DeserializeOwned {
    /// Which key seals it, together with a context (a pool, a list): another context's does not open.
    const KEY: &'static str;
    /// What it is for, among all that the key seals.
    const PURPOSE: &'static str;
    /// How it is written.
    const FORM: Form = Form::Plain;

    /// From when on it is taken no more; `None` where something else ends it.
    fn expires_at(&self) -> Option<Timestamp>;
}

/// Why a text does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unopened {
    /// It was not made here, or for something else.
    Invalid,
    /// Its time is over.
    Expired,
}

impl From<Unsealable> for Unopened {
    fn from(_: Unsealable) -> Self {
        Self::Invalid
    }
}

/// Seals and opens them, with keys that every node derives alike.
pub(crate) struct Sealer {
    master: MasterKey,
    clock: Clock,
}

impl Sealer {
    pub(crate) fn new(master: MasterKey, clock: Clock) -> Self {
        Self { master, clock }
    }

    /// Seals what a text shall carry.
    pub(crate) fn seal<T: Token>(&self, context: &str, token: &T) -> Answer<String> {
        let (key, bytes) = (self.key::<T>(context), encoded(token)?);
        Ok(match T::FORM {
            Form::Plain => seal_token(&key, T::PURPOSE, &bytes),
            Form::Short => seal_short_token(&key, T::PURPOSE, &bytes),
            Form::Padded => STANDARD.encode(key.seal_padded(T::PURPOSE.as_bytes(), &bytes)),
            Form::Jwe => jwe::seal(&key, &bytes),
        })
    }

    /// What a text carries, if its time is not over.
    pub(crate) fn open<T: Token>(&self, context: &str, text: &str) -> Result<T, Unopened> {
        let key = self.key::<T>(context);
        let bytes = match T::FORM {
            Form::Plain | Form::Short => open_token(&key, T::PURPOSE, text)?,
            Form::Padded => {
                let sealed = STANDARD.decode(text).map_err(|_| Unopened::Invalid)?;
                key.open_padded(T::PURPOSE.as_bytes(), &sealed)?
            }
            Form::Jwe => jwe::open(&key, text).map_err(|_| Unopened::Invalid)?,
        };
        let token: T = serde_json::from_slice(&bytes).map_err(|_| Unopened::Invalid)?;
        let is_over = token.expires_at().is_some_and(|end| self.clock.now() >= end);
        if is_over { Err(Unopened::Expired) } else { Ok(token) }
    }

    /// What its clock shows.
    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn key<T: Token>(&self, context: &str) -> DataKey {
        self.master.derive(T::KEY, context.as_bytes())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    };

    use serde::Deserialize;

    use super::*;

    /// A sealer, and the seconds that its clock shows.
    pub(crate) fn sealer() -> (Sealer, Arc<AtomicI64>) {
        let seconds = Arc::new(AtomicI64::new(0));
        let shown = Arc::clone(&seconds);
        let clock = Clock::new(move || Timestamp::from_seconds(shown.load(Ordering::Relaxed)));
        (Sealer::new(MasterKey::generate(), clock), seconds)
    }

    macro_rules! token {
        ($name:ident, $purpose:literal, $form:expr) => {
            #[derive(Debug, PartialEq, Serialize, Deserialize)]
            struct $name(Option<Timestamp>);

            impl Token for $name {
                const KEY: &'static str = "test";
                const PURPOSE: &'static str = $purpose;
                const FORM: Form = $form;

                fn expires_at(&self) -> Option<Timestamp> {
                    self.0
                }
            }
        };
    }

    token!(Plain, "plain", Form::Plain);
    token!(OtherPlain, "other", Form::Plain);
    token!(Padded, "padded", Form::Padded);
    token!(Short, "short", Form::Short);
    token!(Jwe, "jwe", Form::Jwe);

    fn check<T: Token + std::fmt::Debug + PartialEq>(of: fn(Option<Timestamp>) -> T) {
        let (sealer, seconds) = sealer();
        let text = sealer.seal("pool", &of(Some(Timestamp::from_seconds(60)))).unwrap();
        assert_eq!(sealer.open::<T>("pool", &text), Ok(of(Some(Timestamp::from_seconds(60)))));
        assert_eq!(sealer.open::<T>("another", &text), Err(Unopened::Invalid));
        for wrong in ["", "é", &text[1..], &text[..text.len() - 4]] {
            assert_eq!(sealer.open::<T>("pool", wrong), Err(Unopened::Invalid), "{wrong}");
        }
        seconds.store(60, Ordering::Relaxed);
        assert_eq!(sealer.open::<T>("pool", &text), Err(Unopened::Expired));
        assert!(sealer.open::<T>("pool", &sealer.seal("pool", &of(None)).unwrap()).is_ok());
    }

    #[test]
    fn a_text_opens_for_its_context_until_its_end_and_not_when_changed_in_any_form() {
        check(Plain);
        check(Padded);
        check(Short);
        check(Jwe);
    }

    #[test]
    fn a_text_opens_for_its_purpose_alone() {
        let (sealer, _) = sealer();
        let text = sealer.seal("pool", &Plain(None)).unwrap();
        assert_eq!(sealer.open::<OtherPlain>("pool", &text), Err(Unopened::Invalid));
    }
}
