//! Identity providers that answer what a test wants.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use async_trait::async_trait;

use crate::federation::{
    CodeAnswer, CodeProvider, CodeProviders, CodeRequest, Endpoint, ForeignUser, ProviderFault, Untrue,
};

/// What a code is worth.
type Worth = Result<ForeignUser, ProviderFault>;

/// Providers that answer what a test wants.
#[derive(Default)]
pub struct MemoryProviders {
    worth: Mutex<BTreeMap<String, Worth>>,
    asked: Mutex<Vec<CodeRequest>>,
    /// Why no sign-in begins.
    away: Mutex<Option<ProviderFault>>,
}

impl MemoryProviders {
    /// A code is worth this from now on.
    pub fn answer(&self, code: &str, worth: Worth) {
        self.worth.lock().unwrap_or_else(PoisonError::into_inner).insert(code.to_owned(), worth);
    }

    /// No sign-in begins from now on, for this reason.
    pub fn go_away(&self, why: ProviderFault) {
        *self.away.lock().unwrap_or_else(PoisonError::into_inner) = Some(why);
    }

    /// What was asked last.
    pub fn last_asked(&self) -> Option<CodeRequest> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).last().cloned()
    }
}

#[async_trait]
impl CodeProviders for MemoryProviders {
    async fn begin(&self, provider: &CodeProvider, request: &CodeRequest) -> Result<String, ProviderFault> {
        if let Some(why) = &*self.away.lock().unwrap_or_else(PoisonError::into_inner) {
            return Err(why.clone());
        }
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(request.clone());
        Ok(format!("https://{}.example/authorize?state={}", provider.name.to_lowercase(), request.state))
    }

    /// A code is worth something only together with what was sent with its request.
    async fn user(&self, _: &CodeProvider, answer: &CodeAnswer) -> Worth {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let is_asked = asked.iter().any(|asked| {
            asked.nonce == answer.nonce
                && asked.verifier == answer.verifier
                && asked.redirect_uri == answer.redirect_uri
        });
        if !is_asked {
            return Err(ProviderFault::Untrue(Untrue::Nonce));
        }
        let worth = self.worth.lock().unwrap_or_else(PoisonError::into_inner);
        worth.get(&answer.code).cloned().unwrap_or_else(|| Err(unknown_code()))
    }
}

fn unknown_code() -> ProviderFault {
    ProviderFault::Status { endpoint: Endpoint::Token, status: 400, error: Some("invalid_grant".to_owned()) }
}
