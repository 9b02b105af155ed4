//! Opaque texts that clients get and send back: sessions, refresh tokens, temporary credentials, where a page ended. The content is sealed,
//! so that it needs no row; it opens on every node, and only for the purpose that it was made for.

use base64::{Engine, engine::general_purpose::STANDARD};
use crypto::{
    jwe,
    seal::{DataKey, MasterKey, Unsealable, open_bare_token, open_token, seal_bare_token, seal_token},
};
use domain::Timestamp;
use ledger::Clock;
use serde::{Serialize, de::DeserializeOwned};

use super::fault::{Answer, encoded};

/// How a sealed text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Base64url, padded to one of a few lengths, so that the length reveals little of the content.
    Plain,
    /// Base64url, as long as its content: where the length reveals nothing that the holder does not know.
    Bare,
    /// Base64 of the sealed bytes without padding: the token itself always yields the same number of bytes.
    Exact,
    /// A JSON Web Encryption, as AWS writes refresh tokens.
    Jwe,
}

/// What can be sealed into an opaque text.
pub(crate) trait Sealable: Sized {
    /// The key that seals it, together with a context (a pool, a list): the key of another context does not open it.
    const KEY: &'static str;
    /// Its purpose, which distinguishes it from other texts sealed with the same key.
    const PURPOSE: &'static str;
    /// How it is written.
    const FORM: Form;

    /// When it expires; `None` where something else ends it.
    fn expires_at(&self) -> Option<Timestamp>;
    /// The bytes that are sealed.
    fn to_bytes(&self) -> Answer<Vec<u8>>;
    /// Parses the bytes; `None` if they are malformed.
    fn from_bytes(bytes: &[u8]) -> Option<Self>;
}

/// What is sealed as JSON, as most opaque texts are.
pub(crate) trait Token: Serialize + DeserializeOwned {
    /// [`Sealable::KEY`]
    const KEY: &'static str;
    /// [`Sealable::PURPOSE`]
    const PURPOSE: &'static str;
    /// [`Sealable::FORM`]
    const FORM: Form = Form::Plain;

    /// [`Sealable::expires_at`]
    fn expires_at(&self) -> Option<Timestamp>;
}

impl<T: Token> Sealable for T {
    const KEY: &'static str = T::KEY;
    const PURPOSE: &'static str = T::PURPOSE;
    const FORM: Form = T::FORM;

    fn expires_at(&self) -> Option<Timestamp> {
        Token::expires_at(self)
    }

    fn to_bytes(&self) -> Answer<Vec<u8>> {
        encoded(self)
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}

/// Why a text does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unopened {
    /// It was not made here, or for something else.
    Invalid,
    /// It has expired.
    Expired,
}

impl From<Unsealable> for Unopened {
    fn from(_: Unsealable) -> Self {
        Self::Invalid
    }
}

/// Seals and opens opaque texts, with keys that every node derives alike.
pub(crate) struct Sealer {
    master: MasterKey,
    clock: Clock,
}

impl Sealer {
    pub(crate) fn new(master: MasterKey, clock: Clock) -> Self {
        Self { master, clock }
    }

    /// Seals a token into a text.
    pub(crate) fn seal<T: Sealable>(&self, context: &str, token: &T) -> Answer<String> {
        let (key, bytes) = (self.key::<T>(context), token.to_bytes()?);
        Ok(match T::FORM {
            Form::Plain => seal_token(&key, T::PURPOSE, &bytes),
            Form::Bare => seal_bare_token(&key, T::PURPOSE, &bytes),
            Form::Exact => STANDARD.encode(key.seal(T::PURPOSE.as_bytes(), &bytes)),
            Form::Jwe => jwe::seal(&key, &bytes),
        })
    }

    /// The token that a text carries, unless it has expired.
    pub(crate) fn open<T: Sealable>(&self, context: &str, text: &str) -> Result<T, Unopened> {
        let key = self.key::<T>(context);
        let bytes = match T::FORM {
            Form::Plain => open_token(&key, T::PURPOSE, text)?,
            Form::Bare => open_bare_token(&key, T::PURPOSE, text)?,
            Form::Exact => {
                let sealed = STANDARD.decode(text).map_err(|_| Unopened::Invalid)?;
                key.open(T::PURPOSE.as_bytes(), &sealed)?
            }
            Form::Jwe => jwe::open(&key, text).map_err(|_| Unopened::Invalid)?,
        };
        let token = T::from_bytes(&bytes).ok_or(Unopened::Invalid)?;
        let is_over = token.expires_at().is_some_and(|end| self.clock.now() >= end);
        if is_over { Err(Unopened::Expired) } else { Ok(token) }
    }

    /// The time by the sealer's clock.
    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn key<T: Sealable>(&self, context: &str) -> DataKey {
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
    token!(Bare, "bare", Form::Bare);
    token!(Exact, "exact", Form::Exact);
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
        check(Bare);
        check(Exact);
        check(Jwe);
    }

    #[test]
    fn a_text_opens_for_its_purpose_alone() {
        let (sealer, _) = sealer();
        let text = sealer.seal("pool", &Plain(None)).unwrap();
        assert_eq!(sealer.open::<OtherPlain>("pool", &text), Err(Unopened::Invalid));
    }
}
