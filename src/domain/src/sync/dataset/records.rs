//! The records of a dataset by key, removed ones included. Written as a list, because a key is personal and JSON cannot mark names.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Patch, RecordsUpdated};
use crate::{Personal, Timestamp};

/// One record, as it was last written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Its key.
    pub key: Personal<String>,
    /// Its value; `None`: it was removed, and devices have yet to learn of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Personal<String>>,
    /// The count of the update that wrote it.
    pub sync_count: u64,
    /// When it was written here.
    pub last_modified: Timestamp,
    /// Which device or identity wrote it.
    pub last_modified_by: Personal<String>,
    /// When the device says that it made the change.
    pub device_last_modified: Timestamp,
}

impl Record {
    /// What a patch makes of a record.
    pub(super) fn written(patch: &Patch, event: &RecordsUpdated) -> Self {
        Self {
            key: patch.key.clone(),
            value: patch.value.clone(),
            sync_count: event.sync_count,
            last_modified: event.at,
            last_modified_by: event.by.clone(),
            device_last_modified: patch.device_last_modified,
        }
    }
}

/// Records by key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Records(BTreeMap<Personal<String>, Record>);

/// How much room records take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Records that have a value.
    pub records: usize,
    /// Bytes of their keys and values.
    pub bytes: usize,
}

impl Size {
    /// The room of one record; none when it was removed.
    pub fn of(key: &Personal<String>, value: Option<&Personal<String>>) -> Self {
        let length = |text: &Personal<String>| text.known().map_or(0, String::len);
        value.map_or(Self::default(), |value| Self { records: 1, bytes: length(key) + length(value) })
    }

    /// The room of both.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { records: self.records + other.records, bytes: self.bytes + other.bytes }
    }

    /// The room that is left of this without the other, which is a part of it.
    #[must_use]
    pub fn minus(self, part: Self) -> Self {
        Self {
            records: self.records.saturating_sub(part.records),
            bytes: self.bytes.saturating_sub(part.bytes),
        }
    }
}

impl Records {
    /// The record of this key.
    pub fn get(&self, key: &Personal<String>) -> Option<&Record> {
        self.0.get(key)
    }

    /// All records by key, removed ones included.
    pub fn iter(&self) -> impl Iterator<Item = &Record> {
        self.0.values()
    }

    /// How many keys there are, removed ones included.
    pub fn keys(&self) -> usize {
        self.0.len()
    }

    /// How much room they take.
    pub fn size(&self) -> Size {
        self.iter()
            .map(|record| Size::of(&record.key, record.value.as_ref()))
            .fold(Size::default(), Size::plus)
    }

    /// Writes what a patch says. Forgotten keys cannot be told apart: no record is kept of them.
    pub(super) fn put(&mut self, patch: &Patch, event: &RecordsUpdated) {
        if patch.key.known().is_some() {
            self.0.insert(patch.key.clone(), Record::written(patch, event));
        }
    }
}

impl Serialize for Records {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.values())
    }
}

impl<'de> Deserialize<'de> for Records {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let records = Vec::<Record>::deserialize(deserializer)?;
        Ok(Self(records.into_iter().map(|record| (record.key.clone(), record)).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(patches: Vec<Patch>) -> RecordsUpdated {
        RecordsUpdated {
            name: "d".to_owned().into(),
            sync_count: 1,
            patches,
            by: "i".to_owned().into(),
            at: Timestamp::from_ms(1),
        }
    }

    fn patch(key: Personal<String>, value: Option<&str>) -> Patch {
        let value = value.map(|value| Personal::Known(value.to_owned()));
        Patch { key, value, device_last_modified: Timestamp::from_ms(2) }
    }

    fn records(patches: Vec<Patch>) -> Records {
        let event = event(patches);
        let mut records = Records::default();
        event.patches.iter().for_each(|patch| records.put(patch, &event));
        records
    }

    #[test]
    fn records_are_written_as_a_list_with_every_key_and_value_marked() {
        let written =
            records(vec![patch("a".to_owned().into(), Some("1")), patch("b".to_owned().into(), None)]);
        let json = serde_json::to_value(&written).unwrap();
        assert_eq!(json[0]["key"], serde_json::json!({ "$personal": "a" }));
        assert_eq!(json[0]["value"], serde_json::json!({ "$personal": "1" }));
        assert!(json[1].get("value").is_none());
        assert_eq!(serde_json::from_value::<Records>(json).unwrap(), written);
    }

    #[test]
    fn nothing_is_kept_of_what_is_forgotten() {
        assert_eq!(records(vec![patch(Personal::Forgotten, Some("x"))]), Records::default());
    }

    #[test]
    fn a_removed_record_takes_no_room() {
        let written = records(vec![
            patch("key".to_owned().into(), Some("värde")),
            patch("gone".to_owned().into(), None),
        ]);
        assert_eq!(written.size(), Size { records: 1, bytes: 3 + 6 });
        assert_eq!(written.keys(), 2);
    }
}
