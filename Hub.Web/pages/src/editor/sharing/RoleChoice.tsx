import type { DocumentRole } from "@realtimehub/client";

const allRoles: readonly DocumentRole[] = ["owner", "editor", "commenter", "reader"];

interface Props {
  readonly label: string;
  readonly role: DocumentRole;
  /** Those that may be chosen; all when absent. */
  readonly roles?: readonly DocumentRole[];
  readonly removable?: boolean;
  readonly onChange: (role: DocumentRole) => void;
}

export function RoleChoice({ label, role, roles = allRoles, removable, onChange }: Props) {
  return (
    <select class="role-choice" aria-label={label} value={role} onChange={({ currentTarget }) => onChange(currentTarget.value as DocumentRole)}>
      {roles.map((one) => (
        <option key={one} value={one}>
          {one}
        </option>
      ))}
      {removable && <option value="none">remove</option>}
    </select>
  );
}
