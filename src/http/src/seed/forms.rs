//! What a seed file may hold: the members of AWS's requests, without those that follow from the place in the file, and some of our own. The
//! reader and the schema for editors are made from these tables.

use wire::{
    Operation, Typed, cognito_identity::operations as identity_pools, cognito_idp::operations as user_pools,
    iam::operations as iam, shape::Shape,
};

/// A thing of a seed.
pub(super) struct Form {
    /// The operation whose members it has.
    pub(super) operation: fn() -> &'static Operation,
    /// Members of the operation that it does not have.
    pub(super) without: &'static [&'static str],
    /// Members that the operation does not have.
    pub(super) own: &'static [Own],
}

/// A member of our own.
pub(super) struct Own {
    pub(super) name: &'static str,
    pub(super) holds: Holds,
    pub(super) required: bool,
}

/// What such a member holds.
pub(super) enum Holds {
    /// What this member of an operation holds.
    Member(fn() -> &'static Operation, &'static str),
    /// One thing.
    One(&'static Form),
    /// Many things.
    Many(&'static Form),
    /// Texts.
    Names,
    /// Policy documents, each under its name.
    Documents,
}

const fn own(name: &'static str, holds: Holds) -> Own {
    Own { name, holds, required: false }
}

const fn required(name: &'static str, holds: Holds) -> Own {
    Own { name, holds, required: true }
}

impl Form {
    /// The shape of a member that the operation has, and the thing too.
    pub(super) fn shape_of(&self, member: &str) -> Option<&'static Shape> {
        let shape = (self.operation)().input?;
        let found = shape.members().iter().find(|known| known.name == member)?;
        (!self.without.contains(&member)).then_some(found.shape)
    }

    /// Whether it is one of our own members.
    pub(super) fn owns(&self, member: &str) -> bool {
        self.own.iter().any(|own| own.name == member)
    }
}

/// The whole file.
pub(super) static FILE: &[Own] = &[
    own("Roles", Holds::Many(&ROLE)),
    own("UserPools", Holds::Many(&USER_POOL)),
    own("IdentityPools", Holds::Many(&IDENTITY_POOL)),
];

pub(super) static ROLE: Form =
    Form { operation: iam::CreateRole::operation, without: &[], own: &[own("Policies", Holds::Documents)] };

pub(super) static USER_POOL: Form = Form {
    operation: user_pools::CreateUserPool::operation,
    without: &[],
    own: &[
        required("Id", Holds::Member(user_pools::DescribeUserPool::operation, "UserPoolId")),
        own("Mfa", Holds::One(&MFA)),
        own("ResourceServers", Holds::Many(&RESOURCE_SERVER)),
        own("Groups", Holds::Many(&GROUP)),
        own("Clients", Holds::Many(&CLIENT)),
        own("Users", Holds::Many(&USER)),
    ],
};

pub(super) static MFA: Form =
    Form { operation: user_pools::SetUserPoolMfaConfig::operation, without: &["UserPoolId"], own: &[] };

pub(super) static RESOURCE_SERVER: Form =
    Form { operation: user_pools::CreateResourceServer::operation, without: &["UserPoolId"], own: &[] };

pub(super) static GROUP: Form =
    Form { operation: user_pools::CreateGroup::operation, without: &["UserPoolId"], own: &[] };

pub(super) static CLIENT: Form = Form {
    operation: user_pools::CreateUserPoolClient::operation,
    without: &["UserPoolId"],
    own: &[required("Id", Holds::Member(user_pools::DescribeUserPoolClient::operation, "ClientId"))],
};

pub(super) static USER: Form = Form {
    operation: user_pools::AdminCreateUser::operation,
    // A seed invites no one and asks no trigger.
    without: &[
        "UserPoolId",
        "ClientMetadata",
        "DesiredDeliveryMediums",
        "ForceAliasCreation",
        "MessageAction",
        "ValidationData",
    ],
    own: &[
        own("Password", Holds::Member(user_pools::AdminSetUserPassword::operation, "Password")),
        own("Groups", Holds::Names),
    ],
};

pub(super) static IDENTITY_POOL: Form = Form {
    operation: identity_pools::CreateIdentityPool::operation,
    without: &[],
    own: &[
        required("Id", Holds::Member(identity_pools::DescribeIdentityPool::operation, "IdentityPoolId")),
        own("Roles", Holds::Member(identity_pools::SetIdentityPoolRoles::operation, "Roles")),
        own("RoleMappings", Holds::Member(identity_pools::SetIdentityPoolRoles::operation, "RoleMappings")),
    ],
};
