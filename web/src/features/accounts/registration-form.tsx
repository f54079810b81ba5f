import { type FormEvent, useState } from 'react';
import { ApiProblem, hasCode } from '@/api/errors';
import { t } from '@/i18n/t';
import { Button } from '@/ui/button';
import { Field } from '@/ui/field';
import { Input } from '@/ui/input';
import { FormError } from './form-error';
import { PasswordInput } from './password-input';
import { useRegister } from './queries';

interface RegistrationFormProps {
  submitLabel: string;
  onDone: () => void;
  /** The first account also names the studio. */
  first?: { setupToken?: string | undefined };
  invitation?: string | undefined;
}

interface Form {
  studioName: string;
  name: string;
  email: string;
  password: string;
}

export function RegistrationForm({ submitLabel, onDone, first, invitation }: RegistrationFormProps) {
  const register = useRegister();
  const [form, setForm] = useState<Form>({ studioName: '', name: '', email: '', password: '' });
  const change = (field: keyof Form) => (event: { target: HTMLInputElement }) =>
    setForm({ ...form, [field]: event.target.value });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { studioName, name, email, password } = form;
    register.mutate(
      {
        email: email.trim(),
        name: name.trim(),
        password,
        ...(first ? { studioName: studioName.trim() } : {}),
        ...(first?.setupToken ? { setupToken: first.setupToken } : {}),
        ...(invitation ? { invitation } : {}),
      },
      { onSuccess: onDone },
    );
  };

  const { error } = register;
  const fieldError = (field: string) => (error instanceof ApiProblem ? error.field(field) : undefined);
  const taken = hasCode(error, 'email_taken') ? t('accounts.emailTaken') : undefined;
  const message = hasCode(error, 'setup_token_required') ? t('accounts.setupTokenNeeded') : undefined;
  const shownAtFields = taken !== undefined || (error instanceof ApiProblem && error.fields.length > 0);

  return (
    <form className="flex flex-col gap-4" onSubmit={submit}>
      {first && (
        <Field
          label={t('accounts.studioName')}
          hint={t('accounts.studioNameHint')}
          error={fieldError('studioName')}
        >
          <Input name="studio" required autoFocus value={form.studioName} onChange={change('studioName')} />
        </Field>
      )}
      <Field label={t('accounts.yourName')} hint={t('accounts.yourNameHint')} error={fieldError('name')}>
        <Input
          name="name"
          autoComplete="name"
          required
          autoFocus={!first}
          value={form.name}
          onChange={change('name')}
        />
      </Field>
      <Field label={t('accounts.email')} error={taken ?? fieldError('email')}>
        <Input
          type="email"
          name="email"
          autoComplete="username"
          required
          value={form.email}
          onChange={change('email')}
        />
      </Field>
      <Field label={t('accounts.password')} hint={t('accounts.passwordHint')} error={fieldError('password')}>
        <PasswordInput
          name="password"
          autoComplete="new-password"
          required
          value={form.password}
          onChange={change('password')}
        />
      </Field>
      <FormError error={shownAtFields ? null : error} message={message} />
      <Button kind="primary" size="large" type="submit" busy={register.isPending}>
        {submitLabel}
      </Button>
    </form>
  );
}
