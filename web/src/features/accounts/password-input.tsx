import { Eye, EyeOff } from 'lucide-react';
import { type ComponentProps, useState } from 'react';
import { t } from '@/i18n/t';
import { IconButton } from '@/ui/icon-button';
import { Input } from '@/ui/input';

export function PasswordInput(props: ComponentProps<'input'>) {
  const [shown, setShown] = useState(false);
  return (
    <div className="relative">
      <Input {...props} type={shown ? 'text' : 'password'} className="pr-11" spellCheck={false} />
      <IconButton
        label={shown ? t('accounts.hidePassword') : t('accounts.showPassword')}
        className="absolute top-1/2 right-1 -translate-y-1/2"
        onClick={() => setShown(!shown)}
      >
        {shown ? <EyeOff size={16} /> : <Eye size={16} />}
      </IconButton>
    </div>
  );
}
