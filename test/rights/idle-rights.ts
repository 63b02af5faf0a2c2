import { canBeGuarded } from '#infra/constructs/guarded-deployments.ts';
import { constructIdOf, FUNCTION_NAMES } from '#infra/function-names.ts';

const BY_AWS_ALONE = 'AWS exports the table, and nobody else does';
const BY_CODEDEPLOY = 'CodeDeploy moves the callers of production, and nobody else does';

const MOVED = FUNCTION_NAMES.filter(canBeGuarded).flatMap((name) => {
  const id = `function:${constructIdOf(name)}Function`;
  return [id, `${id}:live`];
});
const MOVES = ['lambda:GetAlias', 'lambda:GetProvisionedConcurrencyConfig', 'lambda:UpdateAlias'];

/** Rights that no run of any suite needs, and who does. A run that comes to use one of them takes it off the list. */
export const IDLE_RIGHTS: Readonly<Record<string, string>> = {
  'MonthlyExport dynamodb:ExportTableToPointInTime table/LedgerTable': BY_AWS_ALONE,
  'MonthlyExport s3:AbortMultipartUpload ArchiveBucket/exports/*': BY_AWS_ALONE,
  'MonthlyExport s3:PutObject ArchiveBucket/exports/*': BY_AWS_ALONE,
  'MonthlyExport s3:PutObjectAcl ArchiveBucket/exports/*': BY_AWS_ALONE,
  'Deployments cloudwatch:DescribeAlarms *': BY_CODEDEPLOY,
  ...Object.fromEntries(
    MOVED.flatMap((resource) => MOVES.map((action) => [`Deployments ${action} ${resource}`, BY_CODEDEPLOY])),
  ),
};
