print('needed')
