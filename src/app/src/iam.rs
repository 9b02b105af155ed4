//! Roles and their inline policies. Documents are parsed when they come in, so that whatever is kept can be evaluated.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use crypto::seal::Mac;
use domain::{
    Command, Moment,
    role::{
        self, Role,
        commands::{CreateRole, DeleteRole, DeleteRolePolicy, PutRolePolicy},
    },
};
use policy::{Document, MalformedPolicy};
use projections::Page;
pub use projections::{Listed, roles::RoleRow};

pub use crate::assumption::FoundRole;
use crate::{Answer, App, Fault, Kind, fault::failed, ids};

/// Longest life of a role's sessions where its maker says nothing, in seconds.
const DEFAULT_SESSION_SECONDS: u32 = 3600;

/// A role to be made.
pub struct NewRole {
    /// Its name.
    pub name: String,
    /// `/` where there is none.
    pub path: Option<String>,
    /// Who may assume it, JSON.
    pub trust_policy: String,
    /// What it is for.
    pub description: Option<String>,
    /// Longest life of its sessions in seconds.
    pub max_session_seconds: Option<u32>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

impl App {
    /// Makes a role.
    pub async fn create_role(&self, new: NewRole, moment: &Moment) -> Answer<FoundRole> {
        Document::parse_trust(&new.trust_policy).map_err(|error| malformed(&error))?;
        let path = new.path.unwrap_or_else(|| "/".to_owned());
        let create = CreateRole {
            arn: self.settings.iam_arn(&format!("role{path}{}", new.name)),
            name: new.name.clone(),
            path,
            trust_policy: new.trust_policy,
            description: new.description,
            max_session_seconds: new.max_session_seconds.unwrap_or(DEFAULT_SESSION_SECONDS),
            tags: new.tags,
        };
        let created = self.ask_role(&ids::iam("AROA"), create, moment).await;
        created.map_err(|fault| match fault.kind {
            Kind::EntityAlreadyExists => {
                Fault::new(fault.kind, format!("Role with name {} already exists.", new.name))
            }
            _ => fault,
        })?;
        self.role(&new.name).await
    }

    /// The role of a name.
    pub async fn role(&self, name: &str) -> Answer<FoundRole> {
        let missing =
            || Fault::new(Kind::NoSuchEntity, format!("The role with name {name} cannot be found."));
        self.role_by_name(name).await?.ok_or_else(missing)
    }

    /// The roles whose path begins so, by name. A page's marker is good for that path alone.
    pub async fn list_roles(
        &self,
        path_prefix: &str,
        limit: u32,
        marker: Option<&str>,
    ) -> Answer<Listed<RoleRow>> {
        let seal = Mac::new(&self.derived("roles page", path_prefix));
        let after = marker.map(|marker| after_marker(&seal, marker)).transpose()?;
        let listed = self.reads.roles(path_prefix, Page { after, limit }).await?;
        Ok(Listed { rows: listed.rows, next: listed.next.map(|after| marker_of(&seal, &after)) })
    }

    /// Deletes a role that has no policies.
    pub async fn delete_role(&self, name: &str, moment: &Moment) -> Answer<()> {
        let role = self.role(name).await?;
        self.ask_role(&role.id, DeleteRole, moment).await
    }

    /// Adds an inline policy, or replaces it.
    pub async fn put_role_policy(
        &self,
        role_name: &str,
        policy_name: String,
        document: String,
        moment: &Moment,
    ) -> Answer<()> {
        let role = self.role(role_name).await?;
        Document::parse_permissions(&document).map_err(|error| malformed(&error))?;
        self.ask_role(&role.id, PutRolePolicy { name: policy_name, document }, moment).await
    }

    /// An inline policy, JSON as it was given.
    pub async fn role_policy(&self, role_name: &str, policy_name: &str) -> Answer<(FoundRole, String)> {
        let role = self.role(role_name).await?;
        let document = role.active.policies.get(policy_name).cloned();
        let missing = || role::Refusal::PolicyNotFound { name: policy_name.to_owned() };
        let document = document.ok_or_else(missing)?;
        Ok((role, document))
    }

    /// Takes an inline policy away.
    pub async fn delete_role_policy(
        &self,
        role_name: &str,
        policy_name: &str,
        moment: &Moment,
    ) -> Answer<()> {
        let role = self.role(role_name).await?;
        self.ask_role(&role.id, DeleteRolePolicy { name: policy_name.to_owned() }, moment).await
    }

    async fn ask_role<C: Command<Aggregate = Role>>(
        &self,
        role_id: &str,
        command: C,
        moment: &Moment,
    ) -> Answer<C::Reply> {
        self.directories.roles.ask(&role::stream(role_id), command, moment).await.map_err(failed::<Role>)
    }
}

/// Where a page of roles ended: the last name, which is no secret, and a digest that ties it to its list. Sealing it would make it longer
/// than the model lets a marker be.
fn marker_of(seal: &Mac, last: &str) -> String {
    format!("{last}/{}", STANDARD_NO_PAD.encode(seal.of(&[last.as_bytes()])))
}

/// The name that a page goes on after. Names have no slash; digests may.
fn after_marker<'a>(seal: &Mac, marker: &'a str) -> Answer<&'a str> {
    let parts =
        marker.split_once('/').and_then(|(last, digest)| Some((last, STANDARD_NO_PAD.decode(digest).ok()?)));
    match parts {
        Some((last, digest)) if seal.verify(&[last.as_bytes()], &digest) => Ok(last),
        _ => Err(Fault::invalid("Invalid Marker.")),
    }
}

fn malformed(error: &MalformedPolicy) -> Fault {
    Fault::new(Kind::MalformedPolicyDocument, error.to_string())
}

#[cfg(test)]
mod tests {
    use crypto::seal::DataKey;

    use super::*;

    #[test]
    fn a_marker_of_roles_goes_on_with_its_own_list_alone() {
        let seal = |byte| Mac::new(&DataKey::from_bytes([byte; 32]));
        let longest = "r".repeat(64);
        let marker = marker_of(&seal(1), &longest);
        assert_eq!(after_marker(&seal(1), &marker).unwrap(), longest);
        assert!(marker.len() <= 320, "the model's limit: {}", marker.len());
        for wrong in [&marker[1..], &longest, "", "/", "a/b"] {
            assert!(after_marker(&seal(1), wrong).is_err(), "{wrong}");
        }
        assert!(after_marker(&seal(2), &marker).is_err());
    }
}
