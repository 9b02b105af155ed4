//! What a request brings to its evaluation. Filled by the code that admitted the request; nothing here is looked up.

use std::collections::BTreeMap;
use std::fmt;

use crate::Principal;

/// One request, as policies see it.
#[derive(Clone)]
pub struct RequestContext {
    /// `service:Operation`, for example `cognito-sync:ListRecords`.
    pub action: String,
    /// The ARN of what is acted on, or `*` for operations that act on no resource.
    pub resource: String,
    /// The caller.
    pub principal: Principal,
    /// The condition keys of this request.
    pub keys: ContextKeys,
}

/// Key names only: the values can be personal data.
impl fmt::Debug for RequestContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestContext")
            .field("action", &self.action)
            .field("keys", &self.keys)
            .finish_non_exhaustive()
    }
}

/// Condition keys and their values. Names are not case-sensitive (IAM JSON policy elements: Condition); a name with
/// no values is the same as an absent one.
#[derive(Clone, Default)]
pub struct ContextKeys {
    values: BTreeMap<String, Vec<String>>,
}

impl ContextKeys {
    /// No keys at all.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets all values of one key; what the key held before is replaced.
    pub fn set<V: Into<String>>(&mut self, name: &str, values: impl IntoIterator<Item = V>) {
        self.values.insert(folded(name), values.into_iter().map(Into::into).collect());
    }

    /// As [`ContextKeys::set`] with one value, for building in one expression.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.set(name, [value.into()]);
        self
    }

    /// As [`ContextKeys::set`], for building in one expression.
    #[must_use]
    pub fn with_all<V: Into<String>>(mut self, name: &str, values: impl IntoIterator<Item = V>) -> Self {
        self.set(name, values);
        self
    }

    /// All values of a key whose name is already folded; empty when it is absent.
    pub(crate) fn of(&self, folded_name: &str) -> &[String] {
        self.values.get(folded_name).map_or(&[], Vec::as_slice)
    }

    /// The value a policy variable stands for: the key must have exactly one, and it must not be empty (IAM policy
    /// elements: Variables and tags, "Policy variables with no value").
    pub(crate) fn variable(&self, folded_name: &str) -> Option<&str> {
        match self.of(folded_name) {
            [only] if !only.is_empty() => Some(only),
            _ => None,
        }
    }
}

impl fmt::Debug for ContextKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

/// The form in which names that are not case-sensitive are compared.
pub(crate) fn folded(name: &str) -> String {
    name.to_ascii_lowercase()
}
