//! The things of a seed: each is made by one call of what serves the operation too, and shown by the operation that describes it.

use app::{Answer, App, Fault, Kind, ids};
use domain::Moment;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use wire::{
    Operation as Descriptor, Typed,
    cognito_identity::{self, operations as identity_pools},
    cognito_idp::{self, operations as user_pools},
    iam::{self, operations as roles},
};

use crate::api::{self, caller::Signed, operation::Operation};

/// A thing with its place in the file.
pub(super) struct Thing {
    pub(super) path: String,
    pub(super) what: What,
}

/// It has no `Debug`: it holds passwords.
pub(super) enum What {
    Role(iam::CreateRoleRequest),
    RolePolicy(iam::PutRolePolicyRequest),
    UserPool {
        id: String,
        request: Box<cognito_idp::CreateUserPoolRequest>,
        mfa: Option<cognito_idp::SetUserPoolMfaConfigRequest>,
    },
    ResourceServer(cognito_idp::CreateResourceServerRequest),
    Group(cognito_idp::CreateGroupRequest),
    Client {
        id: String,
        request: cognito_idp::CreateUserPoolClientRequest,
    },
    User {
        request: cognito_idp::AdminCreateUserRequest,
        password: Option<String>,
        groups: Vec<String>,
    },
    IdentityPool {
        id: String,
        request: cognito_identity::CreateIdentityPoolInput,
    },
    IdentityPoolRoles(cognito_identity::SetIdentityPoolRolesInput),
}

/// Members of descriptions that no seed decides.
const MADE_BY_THE_SERVICE: [&str; 9] = [
    "CreateDate",
    "CreationDate",
    "CustomDomain",
    "Domain",
    "EstimatedNumberOfUsers",
    "LastModifiedDate",
    "RoleId",
    "RoleLastUsed",
    "UserPoolId",
];

impl What {
    /// Makes it.
    pub(super) async fn make(&self, app: &App) -> Answer<()> {
        let moment = &self.moment(app);
        match self {
            Self::Role(request) => call::<roles::CreateRole>(app, request.clone(), moment).await,
            Self::RolePolicy(request) => call::<roles::PutRolePolicy>(app, request.clone(), moment).await,
            Self::UserPool { id, request, mfa } => {
                let (id, request, mfa) = (id.clone(), request.as_ref().clone(), mfa.clone());
                Box::pin(api::user_pools::seeded::make_pool(app, id, request, mfa, moment)).await
            }
            Self::ResourceServer(request) => {
                call::<user_pools::CreateResourceServer>(app, request.clone(), moment).await
            }
            Self::Group(request) => call::<user_pools::CreateGroup>(app, request.clone(), moment).await,
            Self::Client { id, request } => {
                api::user_pools::seeded::make_client(app, id.clone(), request.clone(), moment).await
            }
            Self::User { request, password, groups } => {
                let (request, password, groups) = (request.clone(), password.clone(), groups.clone());
                api::user_pools::seeded::make_user(app, request, password, groups, moment).await
            }
            Self::IdentityPool { id, request } => {
                api::identity_pools::seeded::make_pool(app, id.clone(), request.clone(), moment).await
            }
            Self::IdentityPoolRoles(request) => {
                call::<identity_pools::SetIdentityPoolRoles>(app, request.clone(), moment).await
            }
        }
    }

    /// How it is described, without what the service adds; `None` where it is not there. A user is described as nothing: who is there
    /// changes attributes, password and groups, and a seed does not take that back.
    pub(super) async fn shown(&self, app: &App) -> Answer<Option<Value>> {
        match self.described(app).await {
            Ok(Value::Null) => Ok(None),
            Ok(mut shown) => {
                self.strip(&mut shown);
                Ok(Some(shown))
            }
            Err(fault) if is_missing(fault.kind) => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    async fn described(&self, app: &App) -> Answer<Value> {
        match self {
            Self::Role(role) => {
                let asked = json!({ "RoleName": role.role_name });
                Ok(describe::<roles::GetRole>(app, asked).await?["Role"].take())
            }
            Self::RolePolicy(policy) => {
                let asked = json!({ "RoleName": policy.role_name, "PolicyName": policy.policy_name });
                describe::<roles::GetRolePolicy>(app, asked).await
            }
            Self::UserPool { id, .. } => pool(app, id).await,
            Self::ResourceServer(server) => {
                let asked = json!({ "UserPoolId": server.user_pool_id, "Identifier": server.identifier });
                Ok(describe::<user_pools::DescribeResourceServer>(app, asked).await?["ResourceServer"].take())
            }
            Self::Group(group) => {
                let asked = json!({ "UserPoolId": group.user_pool_id, "GroupName": group.group_name });
                Ok(describe::<user_pools::GetGroup>(app, asked).await?["Group"].take())
            }
            Self::Client { id, request } => client(app, &request.user_pool_id, id).await,
            Self::User { request, .. } => {
                app.user_pools.admin_get_user(&request.user_pool_id, &request.username).await?;
                Ok(json!({}))
            }
            Self::IdentityPool { id, .. } => {
                let asked = json!({ "IdentityPoolId": id });
                describe::<identity_pools::DescribeIdentityPool>(app, asked).await
            }
            Self::IdentityPoolRoles(roles) => roles_of(app, &roles.identity_pool_id).await,
        }
    }

    fn strip(&self, shown: &mut Value) {
        let Some(members) = shown.as_object_mut() else { return };
        members.retain(|name, _| !MADE_BY_THE_SERVICE.contains(&name.as_str()));
        // A secret that was made is another one each time; that there is one is part of what the client is.
        if let (Self::Client { request, .. }, Some(secret)) = (self, members.get_mut("ClientSecret"))
            && request.client_secret.is_none()
        {
            *secret = true.into();
        }
    }

    /// The call, as the log tells it: an administrator's, by the name of the seed, in the region of the pool.
    fn moment(&self, app: &App) -> Moment {
        let settings = &app.core.settings;
        let (operation, id) = self.call();
        Moment {
            principal: settings.iam_arn(SEED),
            operation: format!("{}:{}", operation.service.signing_name, operation.name),
            region: settings.region_of_id(id).to_owned(),
            ..Moment::system("seed", app.core.clock().now(), ids::uuid().to_string())
        }
    }

    /// The operation that makes such a thing, and the id of the pool that it is made in.
    fn call(&self) -> (&'static Descriptor, &str) {
        match self {
            Self::Role(_) => (roles::CreateRole::operation(), ""),
            Self::RolePolicy(_) => (roles::PutRolePolicy::operation(), ""),
            Self::UserPool { id, .. } => (user_pools::CreateUserPool::operation(), id),
            Self::ResourceServer(new) => (user_pools::CreateResourceServer::operation(), &new.user_pool_id),
            Self::Group(new) => (user_pools::CreateGroup::operation(), &new.user_pool_id),
            Self::Client { request, .. } => {
                (user_pools::CreateUserPoolClient::operation(), &request.user_pool_id)
            }
            Self::User { request, .. } => (user_pools::AdminCreateUser::operation(), &request.user_pool_id),
            Self::IdentityPool { id, .. } => (identity_pools::CreateIdentityPool::operation(), id),
            Self::IdentityPoolRoles(new) => {
                (identity_pools::SetIdentityPoolRoles::operation(), &new.identity_pool_id)
            }
        }
    }
}

/// Whose calls a seed's are, in the form in which ARNs end.
pub(super) const SEED: &str = "user/seed";

async fn call<O: Operation<Caller = Signed>>(app: &App, input: O::Input, moment: &Moment) -> Answer<()> {
    O::check(app, &input, moment)?;
    O::serve(app, Signed::by_the_operator(app, SEED), input, moment).await.map(drop)
}

/// What an operation answers that only reads.
pub(super) async fn describe<O: Operation<Caller = Signed>>(app: &App, input: Value) -> Answer<Value> {
    let unreadable = || Fault::new(Kind::InternalError, "A description could not be read.");
    let input = wire::request::typed(input).map_err(|_| unreadable())?;
    let moment = Moment::system("seed", app.core.clock().now(), ids::uuid().to_string());
    let output = O::serve(app, Signed::by_the_operator(app, SEED), input, &moment).await?;
    let mut shown = serde_json::to_value(output).map_err(|_| unreadable())?;
    documents(&mut shown);
    Ok(shown)
}

/// A user pool, with its second factors.
pub(super) async fn pool(app: &App, id: &str) -> Answer<Value> {
    let asked = json!({ "UserPoolId": id });
    let mut shown = describe::<user_pools::DescribeUserPool>(app, asked.clone()).await?["UserPool"].take();
    shown["Mfa"] = describe::<user_pools::GetUserPoolMfaConfig>(app, asked).await?;
    if let Some(attributes) = shown["SchemaAttributes"].as_array_mut() {
        // There where the pool has identity providers, which are not part of a seed.
        attributes.retain(|attribute| attribute["Name"] != "identities");
    }
    Ok(shown)
}

/// A client.
pub(super) async fn client(app: &App, pool: &str, id: &str) -> Answer<Value> {
    let asked = json!({ "UserPoolId": pool, "ClientId": id });
    Ok(describe::<user_pools::DescribeUserPoolClient>(app, asked).await?["UserPoolClient"].take())
}

/// The roles of an identity pool; nothing where none were ever set.
pub(super) async fn roles_of(app: &App, id: &str) -> Answer<Value> {
    let asked = json!({ "IdentityPoolId": id });
    let shown = describe::<identity_pools::GetIdentityPoolRoles>(app, asked).await?;
    let is_set = shown["Roles"].as_object().is_some_and(|roles| !roles.is_empty());
    Ok(if is_set || shown.get("RoleMappings").is_some() { shown } else { Value::Null })
}

/// Policy documents, which travel percent-encoded, as what they are: how they are spelled makes no difference.
fn documents(shown: &mut Value) {
    let Some(members) = shown.as_object_mut() else { return };
    for (name, value) in members {
        if !name.ends_with("PolicyDocument") {
            documents(value);
            continue;
        }
        let text = value.as_str().map(|text| percent_decode_str(text).decode_utf8_lossy());
        if let Some(document) = text.and_then(|text| serde_json::from_str(&text).ok()) {
            *value = document;
        }
    }
}

const fn is_missing(kind: Kind) -> bool {
    matches!(kind, Kind::ResourceNotFound | Kind::NoSuchEntity | Kind::UserNotFound)
}
