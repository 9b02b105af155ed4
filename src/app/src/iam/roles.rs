//! Roles and their inline policies. Documents are parsed when they come in, so that every stored document can be evaluated.

use std::collections::BTreeMap;

use domain::{
    Command, LedgerId, Moment,
    account::role::{
        self, Active, ROLE, Role,
        commands::{CreateRole, DeleteRole, DeleteRolePolicy, PutRolePolicy, UpdateAssumeRolePolicy},
    },
};
use policy::{Document, MalformedPolicy, NamedPrincipal};
use projections::Page;
pub use projections::{Listed, iam::roles::RoleRow};

use crate::{
    Answer, Fault, Kind,
    iam::{Iam, first_start::ADMINISTRATOR},
    kernel::{fault::failed, ids, pages::ListOf},
};

/// Longest life of a role's sessions where nothing is said, in seconds.
pub(super) const DEFAULT_SESSION_SECONDS: u32 = 3600;

/// A role that is there.
#[derive(Clone, Debug)]
pub struct FoundRole {
    /// `AROA...`
    pub id: String,
    /// All about it.
    pub active: Active,
}

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

impl Iam {
    /// The role of a name, case-insensitively.
    pub(crate) async fn role_by_name(&self, name: &str) -> Answer<Option<FoundRole>> {
        let holder = self.core.ledger.holder(&LedgerId::account(), ROLE, &role::claimed_name(name)).await?;
        let Some(holder) = holder else { return Ok(None) };
        let id = holder.id().to_owned();
        let state = self.core.directories.roles.look(&role::stream(&id)).await.map_err(failed::<Role>)?;
        Ok(state.active().ok().map(|active| FoundRole { id, active: active.clone() }))
    }

    /// The role of an ARN.
    pub(crate) async fn role_by_arn(&self, arn: &str) -> Answer<Option<FoundRole>> {
        let Some((_, name)) = arn.rsplit_once('/') else { return Ok(None) };
        let found = self.role_by_name(name).await?;
        Ok(found.filter(|role| role.active.made.arn == arn))
    }

    /// Makes a role.
    pub async fn create_role(&self, new: NewRole, moment: &Moment) -> Answer<FoundRole> {
        self.check_trust(&new.trust_policy).await?;
        let path = new.path.unwrap_or_else(|| "/".to_owned());
        let create = CreateRole {
            arn: self.core.settings.iam_arn(&format!("role{path}{}", new.name)),
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

    /// Refuses a trust policy that does not parse, or that names a principal of this account that does not exist. Principals of other
    /// accounts cannot be looked up here; they grant nothing.
    async fn check_trust(&self, document: &str) -> Answer<()> {
        let trust = Document::parse_trust(document).map_err(|error| malformed(&error))?;
        for principal in trust.principals() {
            let (kind, name) = match principal {
                NamedPrincipal::AwsArn(arn) => ("AWS", arn),
                NamedPrincipal::Federated(provider) => ("Federated", provider),
                NamedPrincipal::Everyone | NamedPrincipal::Account(_) | NamedPrincipal::Service(_) => {
                    continue;
                }
            };
            if !self.is_principal_there(name).await? {
                let why = format!("Invalid principal in policy: \"{kind}\":\"{name}\"");
                return Err(Fault::new(Kind::MalformedPolicyDocument, why));
            }
        }
        Ok(())
    }

    async fn is_principal_there(&self, named: &str) -> Answer<bool> {
        match own_principal(&self.core.settings.account, named) {
            OwnPrincipal::Role(arn) => Ok(self.role_by_arn(arn).await?.is_some()),
            OwnPrincipal::SessionOf(role) => Ok(self.role_by_name(role).await?.is_some()),
            OwnPrincipal::User(arn) => Ok(arn == self.core.settings.iam_arn(ADMINISTRATOR)),
            OwnPrincipal::Unbuilt => Ok(false),
            OwnPrincipal::Foreign => Ok(true),
        }
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
        let list = ListOf::new("roles", [path_prefix]);
        let after = self.page_after(&list, marker)?;
        let listed = self.reads.roles(path_prefix, Page { after: after.as_deref(), limit }).await?;
        self.core.sealer.with_next_page(&list, listed)
    }

    pub(super) fn page_after(&self, list: &ListOf, marker: Option<&str>) -> Answer<Option<String>> {
        let after = marker.map(|marker| self.core.sealer.page_after(list, marker)).transpose();
        after.map_err(|_| Fault::invalid("Invalid Marker."))
    }

    /// Replaces a role's trust policy.
    pub async fn update_trust_policy(&self, name: &str, document: String, moment: &Moment) -> Answer<()> {
        let role = self.role(name).await?;
        self.check_trust(&document).await?;
        self.ask_role(&role.id, UpdateAssumeRolePolicy { document }, moment).await
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

    pub(super) async fn ask_role<C: Command<Aggregate = Role>>(
        &self,
        role_id: &str,
        command: C,
        moment: &Moment,
    ) -> Answer<C::Reply> {
        self.core.directories.roles.ask(&role::stream(role_id), command, moment).await.map_err(failed::<Role>)
    }
}

/// A principal of a trust policy, as far as it can belong to this account.
#[derive(Debug, PartialEq, Eq)]
enum OwnPrincipal<'a> {
    /// By its ARN.
    Role(&'a str),
    /// A session of the role of this name.
    SessionOf(&'a str),
    /// By its ARN.
    User(&'a str),
    /// Of a kind that this service does not make: a provider, a group.
    Unbuilt,
    /// Of another account or of no account: not to be looked up here.
    Foreign,
}

fn own_principal<'a>(account: &str, named: &'a str) -> OwnPrincipal<'a> {
    let parts: Vec<&str> = named.splitn(6, ':').collect();
    let ["arn", _, service, "", owner, resource] = parts[..] else { return OwnPrincipal::Foreign };
    if owner != account {
        return OwnPrincipal::Foreign;
    }
    match (service, resource.split_once('/')) {
        ("iam", Some(("role", _))) => OwnPrincipal::Role(named),
        ("iam", Some(("user", _))) => OwnPrincipal::User(named),
        ("sts", Some(("assumed-role", session))) => {
            OwnPrincipal::SessionOf(session.split('/').next().unwrap_or_default())
        }
        _ => OwnPrincipal::Unbuilt,
    }
}

fn malformed(error: &MalformedPolicy) -> Fault {
    Fault::new(Kind::MalformedPolicyDocument, error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn principals_of_the_own_account_are_looked_up_and_others_cannot_be() {
        let of = |named| own_principal("123456789012", named);
        let role = "arn:aws:iam::123456789012:role/path/app";
        assert_eq!(of(role), OwnPrincipal::Role(role));
        assert_eq!(of("arn:aws:sts::123456789012:assumed-role/app/ada"), OwnPrincipal::SessionOf("app"));
        let user = "arn:aws:iam::123456789012:user/eve";
        assert_eq!(of(user), OwnPrincipal::User(user));
        assert_eq!(of("arn:aws:iam::123456789012:oidc-provider/login.example"), OwnPrincipal::Unbuilt);
        for foreign in ["arn:aws:iam::999988887777:role/app", "cognito-identity.amazonaws.com"] {
            assert_eq!(of(foreign), OwnPrincipal::Foreign);
        }
    }
}
