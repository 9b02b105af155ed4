//! Why something asked of a user pool is refused.

use thiserror::Error;

use super::{REPLICAS_MAX, rules::ConfigurationError};
use crate::values::{risk::RiskError, schema::SchemaError};

/// Why a command to a user pool is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum UserPoolRefusal {
    /// Not made, or deleted. (`ResourceNotFoundException`; its message names the pool, which the caller knows.)
    #[error("User pool does not exist.")]
    NotFound,
    /// A pool of this id is, or was, there. (`InvalidParameterException`)
    #[error("The user pool id is taken: a pool of this id is there, or was.")]
    Exists,
    /// Its configuration is no longer the one that the change was made from. (`ConcurrentModificationException`)
    #[error("The user pool was changed by another request. Please try again.")]
    Changed,
    /// Deletion protection is on. (`InvalidParameterException`)
    #[error(
        "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first."
    )]
    DeletionProtected,
    /// Its configuration cannot be that.
    #[error(transparent)]
    Configuration(#[from] ConfigurationError),
    /// Its users' risks cannot be met so. (`InvalidParameterException`)
    #[error(transparent)]
    Risk(#[from] RiskError),
    /// Threat protection is off. (`UserPoolAddOnNotEnabledException`)
    #[error(
        "This is an add on feature. Please update AdvancedSecurityMode for your user pool to access this API."
    )]
    Unprotected,
    /// A replica's region is none, or the pool's own. (`InvalidParameterException`)
    #[error("A user pool cannot be replicated to the Region {0}.")]
    ReplicaRegion(String),
    /// It has a replica in that region. (`InvalidParameterException`)
    #[error("The user pool has a replica in the Region {0} already.")]
    ReplicaExists(String),
    /// It has as many replicas as it may. (`LimitExceededException`)
    #[error("A user pool can have at most {REPLICAS_MAX} replicas.")]
    TooManyReplicas,
    /// It has no replica in that region. (`ResourceNotFoundException`)
    #[error("The user pool has no replica in the Region {0}.")]
    NoReplica(String),
    /// What is not switched off is not deleted. (`InvalidParameterException`)
    #[error("Only an inactive replica can be deleted.")]
    ReplicaActive,
    /// Its schema cannot have these attributes. (`InvalidParameterException`)
    #[error(transparent)]
    Schema(#[from] SchemaError),
}
