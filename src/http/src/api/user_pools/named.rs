//! Values of the domain and the names that AWS gives them.

use std::collections::BTreeMap;

/// Every value of a type with its name, once each.
pub(super) struct Names<T: 'static>(pub(super) &'static [(T, &'static str)]);

impl<T: Copy + PartialEq> Names<T> {
    /// The value of a name. The wire has checked names against the model; one that has no value here is refused by name before it is
    /// used.
    pub(super) fn value(&self, name: &str) -> Option<T> {
        self.0.iter().find(|(_, found)| *found == name).map(|(value, _)| *value)
    }

    /// The values of those names of a list that have one.
    pub(super) fn values(&self, names: &[String]) -> Vec<T> {
        names.iter().filter_map(|name| self.value(name)).collect()
    }

    /// The name of a value.
    pub(super) fn name(&self, value: T) -> String {
        let named = self.0.iter().find(|(found, _)| *found == value);
        named.map_or_else(String::new, |(_, name)| (*name).to_owned())
    }

    /// The names of a list; `None` for an empty one, which Describe leaves out.
    pub(super) fn listed(&self, values: &[T]) -> Option<Vec<String>> {
        listed(values.iter().map(|value| self.name(*value)).collect())
    }
}

/// A list as Describe shows it: an empty one is left out.
pub(super) fn listed<T>(values: Vec<T>) -> Option<Vec<T>> {
    Some(values).filter(|values| !values.is_empty())
}

/// A map as Describe shows it: an empty one is left out.
pub(super) fn listed_map<V>(entries: BTreeMap<String, V>) -> Option<BTreeMap<String, V>> {
    Some(entries).filter(|entries| !entries.is_empty())
}
