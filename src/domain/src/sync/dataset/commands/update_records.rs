//! `UpdateRecords`: all of it or nothing.

use std::collections::BTreeSet;

use crate::{
    Command, Decision, Moment, Personal, Timestamp,
    sync::dataset::{Dataset, Limit, Limits, Patch, Record, Records, RecordsUpdated, Refusal, Size},
};

/// Writes and removes records if the caller knows the latest of each.
#[derive(Clone)]
pub struct UpdateRecords {
    /// The dataset's name.
    pub name: String,
    /// What to do to which record.
    pub changes: Vec<Change>,
    /// Which device asks; the identity itself where no device was named.
    pub by: String,
    /// How much the dataset holds.
    pub limits: Limits,
    /// Whether the dataset may begin with it. Its name is opened in the same append then.
    pub may_begin: bool,
}

/// What to do to one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The record's key.
    pub key: Personal<String>,
    /// The new value. `None` removes, and so does an empty text: clients write it for what they removed.
    pub value: Option<Personal<String>>,
    /// The latest count of this record that the caller knows; 0: it knows of no such record.
    pub sync_count: u64,
    /// When the device says that it made the change; `None`: it does not say, the request's time is taken.
    pub device_last_modified: Option<Timestamp>,
}

impl Change {
    fn written_value(&self) -> Option<&Personal<String>> {
        self.value.as_ref().filter(|value| value.known().is_some_and(|text| !text.is_empty()))
    }

    fn patch(&self, now: Timestamp) -> Patch {
        Patch {
            key: self.key.clone(),
            value: self.written_value().cloned(),
            device_last_modified: self.device_last_modified.unwrap_or(now),
        }
    }

    fn check_length(&self, limits: &Limits) -> Result<(), Refusal> {
        let chars = |text: &Personal<String>| text.known().map_or(0, |text| text.chars().count());
        if chars(&self.key) > limits.key_chars {
            return Err(Refusal::LimitExceeded(Limit::KeyChars));
        }
        if self.value.as_ref().is_some_and(|value| chars(value) > limits.value_chars) {
            return Err(Refusal::LimitExceeded(Limit::ValueChars));
        }
        Ok(())
    }

    fn check_count(&self, held: Option<&Record>, change: usize) -> Result<(), Refusal> {
        let current = held.map_or(0, |record| record.sync_count);
        if current == self.sync_count {
            Ok(())
        } else {
            Err(Refusal::StaleRecord { change, current, given: self.sync_count })
        }
    }
}

impl UpdateRecords {
    fn check(&self, records: &Records) -> Result<(), Refusal> {
        let mut seen = BTreeSet::new();
        for (index, change) in self.changes.iter().enumerate() {
            if !seen.insert(&change.key) {
                return Err(Refusal::RepeatedKey);
            }
            change.check_count(records.get(&change.key), index)?;
            change.check_length(&self.limits)?;
        }
        self.check_size(records)
    }

    /// Checks that the records after the changes are within the limits. Removing an existing record is always possible.
    fn check_size(&self, records: &Records) -> Result<(), Refusal> {
        let mut size = records.size();
        let mut keys = records.keys();
        for change in &self.changes {
            match records.get(&change.key) {
                Some(held) => size = size.minus(Size::of(&held.key, held.value.as_ref())),
                None => keys += 1,
            }
            size = size.plus(Size::of(&change.key, change.written_value()));
        }
        let exceeded = [
            (size.records > self.limits.records, Limit::Records),
            (size.bytes > self.limits.bytes, Limit::Bytes),
            (keys > records.keys() && keys > self.limits.keys, Limit::Keys),
        ];
        exceeded
            .into_iter()
            .find(|(is_exceeded, _)| *is_exceeded)
            .map_or(Ok(()), |(_, limit)| Err(Refusal::LimitExceeded(limit)))
    }

    fn event(&self, dataset: &Dataset, moment: &Moment) -> RecordsUpdated {
        RecordsUpdated {
            name: Personal::Known(self.name.clone()),
            sync_count: dataset.sync_count().saturating_add(1),
            patches: self.changes.iter().map(|change| change.patch(moment.now)).collect(),
            by: Personal::Known(self.by.clone()),
            at: moment.now,
        }
    }
}

impl Command for UpdateRecords {
    type Aggregate = Dataset;
    /// The records that were touched, in the order of the changes.
    type Reply = Vec<Record>;

    fn decide(&self, dataset: &Dataset, moment: &Moment) -> Decision<Self> {
        if let (false, Err(refusal)) = (self.may_begin, dataset.present()) {
            return Decision::refuse(refusal);
        }
        let none = Records::default();
        let records = dataset.present().map_or(&none, |dataset| &dataset.records);
        if let Err(refusal) = self.check(records) {
            return Decision::refuse(refusal);
        }
        if self.changes.is_empty() {
            return Decision::answer(Vec::new());
        }
        let event = self.event(dataset, moment);
        let touched = event.patches.iter().map(|patch| Record::written(patch, &event)).collect();
        Decision::accept([event.into()], touched)
    }
}

#[cfg(test)]
#[path = "update_records_tests.rs"]
mod tests;
