//! Jobs that import users as answers show them.

use app::user_pools::imports::ShownImport;
use domain::user_pools::import_job::Phase;
use wire::cognito_idp::UserImportJobType;

use super::shapes;

/// A job.
pub(super) fn shown(pool_id: &str, shown: ShownImport) -> UserImportJobType {
    let ShownImport { id, job, upload_url } = shown;
    let status = job.status().to_owned();
    let (started_at, completed_at, why) = match job.phase {
        Phase::Created => (None, None, None),
        Phase::Running { started_at } => (Some(started_at), None, None),
        Phase::Ended { started_at, completed_at, why, .. } => (started_at, Some(completed_at), Some(why)),
    };
    let count = |users: u64| Some(i64::try_from(users).unwrap_or(i64::MAX));
    UserImportJobType {
        cloud_watch_logs_role_arn: Some(job.log_role),
        completion_date: completed_at.map(shapes::at),
        completion_message: why,
        creation_date: Some(shapes::at(job.created_at)),
        failed_users: count(job.counts.failed),
        imported_users: count(job.counts.imported),
        job_id: Some(id),
        job_name: Some(job.name),
        password_hashing_algorithm: None,
        pre_signed_url: Some(upload_url),
        skipped_users: count(job.counts.skipped),
        start_date: started_at.map(shapes::at),
        status: Some(status),
        user_pool_id: Some(pool_id.to_owned()),
    }
}
