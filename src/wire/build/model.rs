//! The public AWS service model as data: exactly the traits that our five models use, and no others.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Model {
    pub(crate) metadata: Metadata,
    pub(crate) operations: BTreeMap<String, Operation>,
    pub(crate) shapes: BTreeMap<String, Shape>,
    #[serde(rename = "version")]
    _version: serde::de::IgnoredAny,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Metadata {
    pub(crate) api_version: String,
    pub(crate) endpoint_prefix: String,
    pub(crate) protocol: String,
    pub(crate) target_prefix: Option<String>,
    pub(crate) xml_namespace: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Operation {
    pub(crate) name: String,
    pub(crate) http: Http,
    pub(crate) input: Option<Target>,
    pub(crate) output: Option<Target>,
    #[serde(default)]
    pub(crate) errors: Vec<Target>,
    pub(crate) authtype: Option<String>,
    #[serde(default, rename = "readonly")]
    _readonly: serde::de::IgnoredAny,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Http {
    pub(crate) method: String,
    pub(crate) request_uri: String,
    pub(crate) response_code: Option<u16>,
}

/// A member, an element, or an operation's side: the name of a shape and how it is bound.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Target {
    pub(crate) shape: String,
    pub(crate) location: Option<String>,
    pub(crate) location_name: Option<String>,
    pub(crate) result_wrapper: Option<String>,
    #[serde(default, rename = "box")]
    _boxed: serde::de::IgnoredAny,
    #[serde(default, rename = "deprecated")]
    _deprecated: serde::de::IgnoredAny,
    #[serde(default, rename = "deprecatedSince")]
    _deprecated_since: serde::de::IgnoredAny,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a trait of the model, present or not")]
pub(crate) struct Shape {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) members: BTreeMap<String, Target>,
    #[serde(default)]
    pub(crate) required: BTreeSet<String>,
    pub(crate) member: Option<Target>,
    pub(crate) key: Option<Target>,
    pub(crate) value: Option<Target>,
    pub(crate) min: Option<i64>,
    pub(crate) max: Option<i64>,
    pub(crate) pattern: Option<String>,
    #[serde(default, rename = "enum")]
    pub(crate) choices: Vec<String>,
    #[serde(default)]
    pub(crate) sensitive: bool,
    #[serde(default)]
    pub(crate) document: bool,
    #[serde(default)]
    pub(crate) exception: bool,
    #[serde(default)]
    pub(crate) fault: bool,
    pub(crate) error: Option<ErrorTrait>,
    #[serde(default, rename = "union")]
    _union: serde::de::IgnoredAny,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ErrorTrait {
    pub(crate) code: Option<String>,
    pub(crate) http_status_code: Option<u16>,
}

impl Model {
    pub(crate) fn shape(&self, name: &str) -> Result<&Shape, String> {
        self.shapes.get(name).ok_or_else(|| format!("the model names a shape it does not have: {name}"))
    }

    /// Every shape that an input or output reaches, in the order of names.
    pub(crate) fn used_shapes(&self) -> Result<BTreeSet<&str>, String> {
        let mut used = BTreeSet::new();
        for operation in self.operations.values() {
            for side in [&operation.input, &operation.output].into_iter().flatten() {
                self.reach(&side.shape, &mut Vec::new(), &mut used)?;
            }
        }
        Ok(used)
    }

    /// Walks down from one shape. None of our models is recursive; the typed structures hold each other by value, so one
    /// that became recursive has to stop the build here.
    fn reach<'a>(
        &'a self,
        name: &'a str,
        above: &mut Vec<&'a str>,
        used: &mut BTreeSet<&'a str>,
    ) -> Result<(), String> {
        if above.contains(&name) {
            return Err(format!("recursive shape {name}: its member needs a Box"));
        }
        if !used.insert(name) {
            return Ok(());
        }
        above.push(name);
        for target in self.shape(name)?.targets() {
            self.reach(&target.shape, above, used)?;
        }
        above.pop();
        Ok(())
    }

    /// Whether the shape, or a scalar that it holds through lists and maps, fulfils the condition. Structures answer for
    /// themselves, so they are not entered.
    pub(crate) fn holds(&self, name: &str, condition: &dyn Fn(&str, &Shape) -> bool) -> Result<bool, String> {
        let shape = self.shape(name)?;
        if condition(name, shape) {
            return Ok(true);
        }
        for target in [&shape.member, &shape.key, &shape.value].into_iter().flatten() {
            if self.holds(&target.shape, condition)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Shape {
    fn targets(&self) -> impl Iterator<Item = &Target> {
        self.members.values().chain([&self.member, &self.key, &self.value].into_iter().flatten())
    }
}
